"""What every test shares."""

import pytest


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Signed copies of a test stay in the test's own folder."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
