"""Django's settings for the process that serves families: as little as it can do with.

It has an origin, cookies, keys and a database role of its own; it installs none of the node's rooms
that keep records, and knows none of the node's own keys. What it needs of the home are `node.toml`
and the secrets whose names end in `_family` or begin with `family_`.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

import homeward
from homeward.casework.victims.family.process import FamilyProcess
from homeward.node.home import NodeHome
from homeward.node.postgres.roles import Role

HOME = NodeHome.open()
_FAMILY = HOME.config.family
_CODE = Path(homeward.__file__).parent
_VICTIMS = _CODE / "casework" / "victims"

SECRET_KEY = HOME.secret("family_django").hex()
_SECURE = _FAMILY.base_url.startswith("https://")
FAMILY_PROCESS = FamilyProcess(
    key=HOME.secret("family_key"),
    vault=HOME.secret("family_vault"),
    cookie=f"homeward_{HOME.config.state.lower()}_family",
    exit_url=_FAMILY.exit_url,
    secure=_SECURE,
)
STATIC_FILES = {
    "static/built/": _CODE / "foundation" / "web" / "static" / "built",
    "static/family/": _VICTIMS / "family" / "look",
}

DEBUG = False
HOMEWARD_ENVIRONMENT = HOME.config.environment
_DEMO = HOMEWARD_ENVIRONMENT == "demo"
ALLOWED_HOSTS = ["*"] if _DEMO else [urlsplit(_FAMILY.base_url).hostname or ""]
CSRF_TRUSTED_ORIGINS = [_FAMILY.base_url]

INSTALLED_APPS = ["homeward.foundation.web"]
MIDDLEWARE = [
    "homeward.casework.victims.family.middleware.NothingKept",
    "homeward.casework.victims.family.middleware.CleanText",
    "homeward.foundation.web.middleware.MarkFiles",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "homeward.casework.victims.family.urls"
CSRF_FAILURE_VIEW = "homeward.casework.victims.family.views.pages.not_readable"

DATABASES: dict[str, dict[str, Any]] = {
    "default": HOME.database_settings(
        Role.FAMILY,
        pool={"min_size": 1, "max_size": _FAMILY.threads, "timeout": 10}
        if os.environ.get("HOMEWARD_PROCESS") == Role.FAMILY
        else None,
    )
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_VICTIMS / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "homeward.casework.victims.family.context.frame",
            ],
        },
    }
]

_NAMES = {"en": _("English"), "fr": _("French")}
LANGUAGES = [(code, _NAMES[code]) for code in HOME.config.languages]
LANGUAGE_CODE = LANGUAGES[0][0]
LANGUAGE_COOKIE_NAME = f"{FAMILY_PROCESS.cookie}_language"
LOCALE_PATHS = [_VICTIMS / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = HOME.config.time_zone
STATIC_URL = "/static/"

CSRF_COOKIE_NAME = f"{FAMILY_PROCESS.cookie}_csrf"
CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None  # gone with the browser
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
