"""Style sheets as they are delivered."""

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


@pytest.fixture
def gathered(settings, tmp_path):
    """The folder that `collectstatic` fills for production."""
    settings.STATIC_ROOT = tmp_path
    joined = {"BACKEND": "conduct_portal.stylesheets.JoinedStyleSheets"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": joined}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_a_page_waits_for_one_style_sheet(gathered):
    sent = (gathered / staticfiles_storage.stored_name("css/parent.css")).read_text()

    assert "@import" not in sent and "/*" not in sent
    assert sent.index("--paper:") < sent.index(".policy") < sent.index("@media print")


def test_its_address_changes_with_its_words(gathered):
    assert re.fullmatch(r"css/staff\.[0-9a-f]{12}\.css", staticfiles_storage.stored_name("css/staff.css"))
    assert (gathered / (staticfiles_storage.stored_name("css/staff.css") + ".gz")).exists()
