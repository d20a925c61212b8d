"""Every setting of the portal, read from the environment; a required one that is missing names itself."""

import json
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from conduct_portal import sign_on

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# ── What differs from one installation to the next ────────────────────────────────────────────────
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones: what they signed and hid stays good
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # shows how it works: no e-mail leaves, links open from Messages
SENDS_AT_ANY_HOUR = DEMO  # where no times are set: a demo is looked at in the evening, parents are asleep by then
SITE_URL = env.str("SITE_URL").rstrip("/")  # the address parents see in their e-mails
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DATABASES = {"default": env.db_url("DATABASE_URL", engine="conduct_portal.postgresql")}
PORTAL_DATABASE_URL = env.str("PORTAL_DATABASE_URL", default="")  # for prepare_database, run as the tables' owner
REDIS_URL = env.str("REDIS_URL")
DATA_DIR = Path(env.str("DATA_DIR"))  # signed PDFs; never below a folder that a web server serves
FILES_BUCKET = env.str("FILES_BUCKET", default="")  # or here instead: one place for web servers on several machines
SEAL_KEY = env.str("SEAL_KEY", default="")  # seals the signed PDFs; a demo makes one that proves nothing
SEAL_PASSWORD = env.str("SEAL_PASSWORD", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)  # a mail server that never answers must not keep a worker
MAIL_SERVICE = env.str("MAIL_SERVICE", default="")  # brevo, postmark …: e-mails go by its API instead of EMAIL_URL
ANYMAIL = json.loads(env.str("ANYMAIL", default="") or "{}")  # its key; WEBHOOK_SECRET "name:password" lets it report
ANYMAIL["SEND_DEFAULTS"] = {"track_opens": False, "track_clicks": False}
if MAIL_SERVICE:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_SERVICE}.EmailBackend"
MAINTENANCE = env.bool("MAINTENANCE", default=False)  # or `manage.py maintenance on`
ADMIN_PATH = env.str("ADMIN_PATH", default="").strip("/")  # where operators find Django's admin; empty: nowhere
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # whoever shows it may read /metrics
# For how many months each kind of record is kept, where an organisation has not chosen a period of its own (Settings,
# Data protection). These defaults are ours, not law; each kind gives its reason where it is declared (kept.py).
KEPT_FOR = {
    "children": 12,
    "contact_details": 12,
    "roll_changes": 18,
    "roll_files": 18,
    "uploads": 24,
    "answers": 72,
    "piles": 6,
    "messages": 24,
    "notes": 24,
    "corrections": 12,
    "complaints": 36,
    "saved_lists": 12,
    "adults": 12,
} | json.loads(env.str("KEPT_FOR", default="") or "{}")
LOOKS_SHOWN = env.int("LOOKS_SHOWN_DAYS", default=2 * 365)  # how far back heads see who looked at whose record
NOTIFY_URL = env.str("NOTIFY_URL", default="https://api.notifications.service.gov.uk")

# ── The house ─────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "declarations",
    "policies",
    "organisations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "anymail",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prose_editor",
    "django_tables2",
    "js_asset",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "conduct_portal.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "conduct_portal.headers.PolicyMiddleware",
    "organisations.maintenance.MaintenanceMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "declarations.views.short_way.ShortWayMiddleware",  # most of what parents open needs nothing of what follows
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organisations.following.WholePageMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organisations.idle.IdleMiddleware",
    "organisations.middleware.OrganisationMiddleware",
]
ROOT_URLCONF = "conduct_portal.urls"
WSGI_APPLICATION = "conduct_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organisations.access.context",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "portal"
DJANGO_TABLES2_TEMPLATE = "components/table.html"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DISABLE_SERVER_SIDE_CURSORS", default=False)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
STENCILS = DATA_DIR / "stencils"  # prints without what is personal, see policies/stencil_store.py
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
    "stencils": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": STENCILS,
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 4000},  # some 110 kB each, and some fifty for each version that people sign
    },
}

# ── Words, places and times ───────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]  # a language joins this list with its translation, not before
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

# ── Files ─────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "conduct_portal.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env.str("FILES_ENDPOINT", default="") or None,
            "region_name": env.str("FILES_REGION", default="") or None,
            "access_key": env.str("FILES_KEY", default="") or None,
            "secret_key": env.str("FILES_SECRET", default="") or None,
        },
    }
    if FILES_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "conduct_portal.stylesheets.JoinedStyleSheets"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# ── Who may come in ───────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "organisations.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "organisations.passwords.LikeThemselvesValidator"},
    {"NAME": "organisations.passwords.CommonValidator"},
    {"NAME": "organisations.passwords.NotOurWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "organisations:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "organisations.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "organisations.accounts.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff are invited by their organisation; nobody signs up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "organisations.log_in_forms.LoginForm",
    "reauthenticate": "organisations.log_in_forms.ReauthenticateForm",
    "change_password": "organisations.log_in_forms.ChangePasswordForm",
    "set_password": "organisations.log_in_forms.SetPasswordForm",
    "reset_password": "organisations.log_in_forms.ResetPasswordForm",
    "reset_password_from_key": "organisations.log_in_forms.ResetPasswordKeyForm",
}
MFA_ADAPTER = "organisations.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up: whoever came by a link sent there has shown that it is theirs
MFA_FORMS = {
    "authenticate": "organisations.log_in_forms.CodeForm",
    "reauthenticate": "organisations.log_in_forms.CodeOnceMoreForm",
    "activate_totp": "organisations.log_in_forms.FirstCodeForm",
    "login_webauthn": "organisations.passkeys.LogInWithPasskeyForm",
    "authenticate_webauthn": "organisations.passkeys.PasskeyForm",
    "reauthenticate_webauthn": "organisations.passkeys.PasskeyOnceMoreForm",
    "add_webauthn": "organisations.passkeys.AddPasskeyForm",
    "edit_webauthn": "organisations.passkeys.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Conduct Portal"
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEMO)  # for roles that see names and addresses
SOCIALACCOUNT_ADAPTER = "organisations.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": sign_on.apps(env)}}
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_SECOND_STEP_COUNTS = env.bool("OIDC_SECOND_STEP_COUNTS", default=False)  # Google or Microsoft asks for one
IDLE_LASTS = timedelta(minutes=env.int("IDLE_MINUTES", default=120))
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# ── What browsers are told ────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],  # the square that an authenticator app scans
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:  # then no other host of the same domain can set one
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 8 * 60 * 60
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # probes speak plain HTTP from inside
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes browsers send "Origin: null", which CSRF refuses
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "organisations.views.typed.not_sent"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if DEMO:  # a demo is plain HTTP on somebody's own machine
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]

# ── The queue: the row in the database is the promise, a task is only the nudge ───────────────────
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than any task may live, or it would be handed out again meanwhile. What a dead worker held is found by the next
# sweep, which waits for no timeout.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 2 * 60 * 60}
# Copies stand in a line of their own, served in turn with the other: a thousand PDFs hold up no e-mail.
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("paper", routing_key="paper")]
ON_PAPER = ("store_copy", "print_forms", "read_pile")
CELERY_TASK_ROUTES = {f"declarations.{name}": {"queue": "paper"} for name in ON_PAPER}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# The last resort should a library leak: a process that has grown past this (KB) is replaced after its task.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

# ── Logs: to standard output, no personal data (some addresses carry a token) ─────────────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "conduct_portal.logs.Plain",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
        },
        "json": {"()": "conduct_portal.logs.Json"},
    },
    "filters": {"tokens": {"()": "conduct_portal.logs.HideTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="plain"),  # or json
            "filters": ["tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "gunicorn.error": {"handlers": [], "propagate": True},  # it names the address at which a worker died
        "gunicorn.access": {"handlers": [], "propagate": True},  # where somebody has switched it on
        "weasyprint.progress": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},  # it names every passkey
        "pyhanko": {"level": "ERROR"},  # whose certificate we trust is for us to say, not for an authority
    },
}
