"""Every setting, read from the environment once. A missing secret stops the process."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config import broker, letters, logs, post
from config.secret import master_key, secret_key
from config.timetable import timetable

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where this installation writes: SQLite, the file queue, demo mail, generated secrets.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()

DEBUG = env.bool("DEBUG", default=False)
# The invented practice: one-click sign-in and a mail folder on a page. Neither exists without it.
DEMO = env.bool("DEMO", default=False)

SECRET_KEY = secret_key(env, DATA_DIR)
# Wraps each clinic's data key; see practice/encryption.py.
MASTER_KEY = master_key(env, DATA_DIR)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address that links in e-mail begin with.
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")
SECURE = PUBLIC_URL.startswith("https://")

INSTALLED_APPS = [
    "practice",
    "measures",
    "clients",
    "sessions",
    "alliance",
    "portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "practice.middleware.PrivateResponses",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.HandedOver",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "practice.middleware.Membership",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

_context_processors = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "csp.context_processors.nonce",
    "practice.context.practice",
]
_loaders: list[Any] = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": _context_processors,
            "loaders": _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "practice.templatetags.days",
            ],
            # The coverage plugin reads templates through this.
            "debug": env.bool("TEMPLATE_DEBUG", default=DEBUG),
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Database: SQLite for a practice of one, PostgreSQL for a clinic ---------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'practice.sqlite3'}")
}
_database = DATABASES["default"]
if "sqlite3" in _database["ENGINE"]:
    _database["OPTIONS"] = {
        # Writers queue instead of failing: BEGIN IMMEDIATE, a write-ahead log, and patience.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: without it INSERT OR REPLACE slips past the append-only triggers.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
    }
else:
    _database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits and codes used once must be the same for every web worker, and hold when the broker is
# away; nothing else is cached.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "practice_cache",
    }
}

# --- Signing in ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "practice.User"
AUTHENTICATION_BACKENDS = ["alliance.backend.Backend"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "practice.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation to their address
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
# What a client may ask for and try at the door of their own space, besides allauth's own limits.
ACCOUNT_RATE_LIMITS = {
    "space_code": "20/h/ip,5/h/key",
    "space_number": "60/h/ip",
    "space_passkey": "60/h/ip",
    "space_note_pdf": "30/h/key",
    "space_export": "10/h/key",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "practice.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_FORMS = {
    "add_webauthn": "practice.passkey.AddForm",
    "authenticate_webauthn": "practice.passkey.AuthenticateForm",
    "login_webauthn": "practice.passkey.LoginForm",
    "reauthenticate_webauthn": "practice.passkey.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "Alliance"
USERSESSIONS_TRACK_ACTIVITY = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# What one guess at the passphrase of somebody's process notes costs: memory in KiB, passes over it,
# lanes (Argon2id, RFC 9106's second recommended choice). Stored with each key that it locks.
PROCESS_NOTE_COST = (64 * 1024, 3, 4)

# --- What the browser may do --------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=SECURE)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send "Origin: null" with a form, and the CSRF check refuses it.
# See docs/decisions/0002-referrer-policy.md.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],  # Bootstrap draws its form marks as data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "display-capture": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

# --- Language, time, files ----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
_node = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", _node / "bootstrap/dist/css"),
    ("typeface", _node / "@fontsource-variable/atkinson-hyperlegible-next/files"),
]
# Manifests (names with a hash, cached for a year) in production; plain files found where they lie
# for the one-command run, which never calls collectstatic.
WHITENOISE_USE_FINDERS = env.bool("STATIC_FROM_SOURCE", default=DEBUG or DEMO)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Mail and the queue -------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="appointments@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_FOLDER = DATA_DIR / "mail"
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", default="")  # postmark, mailgun, brevo, …
vars().update(post.email(env, EMAIL_PROVIDER, MAIL_FOLDER))
if EMAIL_PROVIDER:
    INSTALLED_APPS.append("anymail")

OUTBOX_COMPOSERS = letters.COMPOSERS
OUTBOX_LISTENERS = letters.LISTENERS
OUTBOX_UNWANTED = letters.UNWANTED
# How many messages one sweep takes on at most: what an outage has piled up goes out in portions.
OUTBOX_SWEEP_MOST = env.int("OUTBOX_SWEEP_MOST", default=200)

# Text messages go to a gateway when one is named, else to a folder; they are offered only where
# they arrive, or where somebody looks on.
TEXT_MESSAGE_URL = env.str("TEXT_MESSAGE_URL", default="")
TEXT_MESSAGE_TOKEN = env.str("TEXT_MESSAGE_TOKEN", default="")
TEXT_MESSAGE_FROM = env.str("TEXT_MESSAGE_FROM", default="")
TEXT_MESSAGE_FOLDER = DATA_DIR / "text-messages"
TEXT_MESSAGE_BACKEND = (
    f"practice.text_message.{'http.HttpBackend' if TEXT_MESSAGE_URL else 'file.FileBackend'}"
)
TEXT_MESSAGES = bool(TEXT_MESSAGE_URL) or DEMO

CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker.connection(env, DATA_DIR / "queue")
CELERY_TASK_IGNORE_RESULT = True  # effects are rows; nothing reads a task's result
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.1}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = timetable(env)

# --- What is written to the log: no bodies, no names, no addresses with a link's secret in them --

LOGGING = logs.configuration(level=env.str("LOG_LEVEL", default="WARNING"))
