"""Just enough Django for the room `web` on its own; the node's settings serve as well."""

SECRET_KEY = "only-for-tests"  # not a secret: nothing is signed outside a test
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "homeward.foundation.web",
]
MIDDLEWARE = [
    "homeward.foundation.web.middleware.CleanText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ROOT_URLCONF = "tests.web.minimal_urls"
LOGIN_URL = "/sign-in/"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "français"), ("ar", "العربية")]
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "homeward.foundation.web.context.frame",
            ]
        },
    }
]
HOMEWARD_STATE = "XA"
HOMEWARD_STATE_NAME = "State XA"
HOMEWARD_NODE_NAME = "Anti-kidnapping unit"
HOMEWARD_ENVIRONMENT = "demo"
