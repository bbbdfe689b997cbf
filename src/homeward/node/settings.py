"""Django's settings for one node, read from its home folder (docs/reference/settings.md)."""

import gc
import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from homeward.node.home import NodeHome
from homeward.node.postgres.roles import OUTSIDE

# Nothing that is loaded from here on is ever given back, so looking for garbage in it is lost time:
# a fifth of the start of every process. `NodeConfig.ready` turns it on again.
gc.disable()

HOME = NodeHome.open()
os.environ.setdefault("HOMEWARD_PROGRESS", "0")  # a node's own pages tell how far work has come

PROCESS = os.environ.get("HOMEWARD_PROCESS", "web")
ROLE = {"web": "app", "worker": "jobs", "migrate": "owner"}.get(PROCESS, "jobs")
# By which the database knows who acts, schema by schema; only its owner writes them there.
DATABASE_KEYS = {"guard": HOME.secret("guard_key")}
if PROCESS == "migrate":
    DATABASE_KEYS |= {role.value: HOME.secret(f"{role.value}_key") for role in OUTSIDE}

HOMEWARD_STATE = HOME.config.state
HOMEWARD_NODE_NAME = HOME.config.name
HOMEWARD_ENVIRONMENT = HOME.config.environment
HOMEWARD_BASE_URL = HOME.config.base_url
HOMEWARD_EXCHANGE = HOME.config.exchange
HOMEWARD_ALERTS = HOME.config.alerts
HOMEWARD_PEER_NETWORKS = HOME.config.networks
HOMEWARD_DUTY_TIMES = HOME.config.duty
HOMEWARD_MAIL = HOME.config.mail
HOMEWARD_DIRECTORY_GRACE_DAYS = HOME.config.grace_days
HOMEWARD_DIRECTORY_REFRESH_MINUTES = HOME.config.refresh_minutes
HOMEWARD_CONTACT_STALE_DAYS = HOME.config.stale_days
HOMEWARD_PING_MINUTES = HOME.config.ping_minutes
SECRET_KEY = HOME.secret("django_key").hex()
GUARD_KEY = DATABASE_KEYS["guard"]
VAULT_KEY = HOME.secret("vault_key")
# Families read in a process of their own; this one writes what they read, and their letters.
HOMEWARD_FAMILY = HOME.config.family
HOMEWARD_VAULT_FOLDER = HOME.path / "vault"
HOMEWARD_PART_SIZE = HOME.config.exchange.part_size
HOMEWARD_LARGEST_ATTACHMENT = HOME.config.exchange.largest_attachment
HOMEWARD_PEER_QUOTA = HOME.config.exchange.peer_quota
HOMEWARD_DISK_KEPT = HOME.config.exchange.disk_kept
HOMEWARD_THREADS = min(HOME.config.threads, HOME.config.pool)

DEBUG = False
ALLOWED_HOSTS = ["*"] if HOMEWARD_ENVIRONMENT == "demo" else HOME.config.allowed_hosts
CSRF_TRUSTED_ORIGINS = [HOMEWARD_BASE_URL]

INSTALLED_APPS = [
    "homeward.foundation.guard",
    "homeward.foundation.web",
    "homeward.foundation.vault",
    "homeward.foundation.documents",
    "homeward.foundation.journal",
    "homeward.foundation.access",
    "homeward.foundation.duty",
    "homeward.foundation.authorities",
    "homeward.foundation.exchange",
    "homeward.foundation.witness",
    "homeward.knowledge.law",
    "homeward.knowledge.manual",
    "homeward.casework.cases",
    "homeward.casework.cooperation",
    "homeward.casework.proceeds",
    "homeward.casework.response",
    "homeward.casework.victims",
    "homeward.oversight.trends",
    "homeward.oversight.assistance",
    "homeward.oversight.reporting",
    "homeward.node",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "homeward.foundation.exchange.middleware.CodesForNodes",
    "homeward.foundation.web.middleware.CleanText",
    "homeward.foundation.web.middleware.MarkFiles",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "homeward.foundation.access.middleware.ContextMiddleware",
    "homeward.foundation.access.middleware.SessionEndMiddleware",
    "homeward.foundation.access.middleware.SecondFactorMiddleware",
    "homeward.foundation.access.draft_views.DraftMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "homeward.node.urls"
WSGI_APPLICATION = "homeward.node.wsgi.application"
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES: dict[str, dict[str, Any]] = {"default": HOME.database_settings(ROLE)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "node_cache",
        # What is culled here is a used code or a count of wrong tries: never before its time.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "homeward.foundation.web.context.frame",
                "homeward.foundation.access.context.account",
            ],
        },
    }
]

# Languages that are complete: a string missing in one of them fails the build. The node offers
# those that its settings name; the first is for readers who ask for none of them.
_NAMES = {"en": _("English"), "fr": _("French")}
LANGUAGES = [(code, _NAMES[code]) for code in HOME.config.languages]
LANGUAGE_CODE = LANGUAGES[0][0]
LANGUAGE_COOKIE_NAME = f"homeward_{HOMEWARD_STATE.lower()}_language"
USE_I18N = True
# Times are kept in UTC; this is what pages show them in, and what is typed is read in.
USE_TZ = True
TIME_ZONE = HOME.config.time_zone

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Sign-in. Cookies carry the State in their name: several demo nodes share one loopback address.
_SECURE = HOMEWARD_BASE_URL.startswith("https://")
SESSION_COOKIE_NAME = f"homeward_{HOMEWARD_STATE.lower()}_session"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = f"homeward_{HOMEWARD_STATE.lower()}_csrf"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# A cookie of messages would be shared by all nodes of one host.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "homeward.foundation.access.adapters.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = False
# The key is name and address together (ClosedAdapter), so nobody locks out somebody elsewhere.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key", "login": "60/m/ip"}
# With TLS there is a reverse proxy in front, and the address it names is the person's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _SECURE else 0
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "homeward.foundation.access.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = f"Homeward {HOMEWARD_STATE}"
MFA_PASSKEY_LOGIN_ENABLED = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
# Off until a mail server is named; what is sent holds no content (foundation/duty/mail.py).
_MAIL = HOMEWARD_MAIL
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL.host else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _MAIL.host or "localhost", _MAIL.port
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.security == "starttls", _MAIL.security == "tls"
EMAIL_HOST_USER, EMAIL_TIMEOUT = _MAIL.user, _MAIL.timeout
EMAIL_HOST_PASSWORD = HOME.mail_password() if _MAIL.user else ""
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _MAIL.sender or "homeward@localhost"
CSRF_FAILURE_VIEW = "homeward.foundation.web.views.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        # It tells of every key of a threshold that did not sign, which is as it should be.
        "tuf": {"level": "WARNING"},
        # The worker is started with -m, which procrastinate warns of without need.
        "procrastinate.blueprints": {"level": "ERROR"},
    },
}
