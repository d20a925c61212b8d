"""The settings under test: the real file, given what a test needs wherever the environment gives nothing."""

import os
import tempfile

GIVEN = {
    "SECRET_KEY": "only-for-tests-and-long-enough-to-be-taken-for-a-secret-0123456789",
    "DEBUG": "true",  # pytest-django turns it off again; here it spares the tests a manifest of assets
    "DEMO": "true",
    "SITE_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "DATABASE_URL": "postgres://localhost/make-test-or-make-servers-gives-one",
    "REDIS_URL": "redis://localhost/0",
    "DATA_DIR": tempfile.gettempdir(),
    "DEFAULT_FROM_EMAIL": "portal@portal.example",
    "EMAIL_URL": "dummymail://",
}
for name, value in GIVEN.items():
    os.environ.setdefault(name, value)

from conduct_portal.settings import *
from conduct_portal.settings import CACHES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"]["BACKEND"] = "tests.caching.OwnPart"
CACHES["default"]["KEY_PREFIX"] = os.environ.get("PYTEST_XDIST_WORKER", "alone")
STATIC_ROOT = None  # assets are served from their sources; WhiteNoise has nothing to look for
