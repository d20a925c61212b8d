"""Nothing but what it takes to answer."""

import os

import environ

env = environ.Env()
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.minimal.pages"
INSTALLED_APPS = ["bench.minimal"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {"default": env.db_url("DATABASE_URL") | {"CONN_MAX_AGE": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.environ.get("BENCH_TEMPLATES", ".")],
    }
]
USE_TZ = True
