"""Style sheets as they are delivered."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

NOT_OURS = ["account*", "admin*", "django_*", "mfa*"]  # hundreds of files, each to be pressed


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """The folder that `collectstatic` fills for production, with what is our own."""
    folder = tmp_path_factory.mktemp("static")
    joined = {"BACKEND": "conduct_portal.stylesheets.JoinedStyleSheets"}
    with override_settings(STATIC_ROOT=folder, STORAGES=settings.STORAGES | {"staticfiles": joined}):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_OURS)
        yield folder


def test_a_page_waits_for_one_style_sheet(gathered):
    sent = (gathered / staticfiles_storage.stored_name("css/parent.css")).read_text()

    assert "@import" not in sent and "/*" not in sent
    assert sent.index("--paper:") < sent.index(".policy") < sent.index("@media print")


def test_its_address_changes_with_its_words(gathered):
    assert re.fullmatch(r"css/staff\.[0-9a-f]{12}\.css", staticfiles_storage.stored_name("css/staff.css"))
    assert (gathered / (staticfiles_storage.stored_name("css/staff.css") + ".gz")).exists()
