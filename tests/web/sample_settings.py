"""Settings of the sample site: the minimal ones with the node's content security policy."""

from pathlib import Path

from tests.web.minimal_settings import *  # noqa: F403
from tests.web.minimal_settings import INSTALLED_APPS as APPS
from tests.web.minimal_settings import MIDDLEWARE as LAYERS
from tests.web.minimal_settings import TEMPLATES as ENGINES

INSTALLED_APPS = [*APPS, "csp"]
MIDDLEWARE = ["csp.middleware.CSPMiddleware", *LAYERS, "tests.web.sample_site.SignedIn"]
ROOT_URLCONF = "tests.web.sample_site"
TEMPLATES = [{**ENGINES[0], "DIRS": [Path(__file__).parent / "templates"]}]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "font-src": ["'self'"],
        "base-uri": ["'none'"],
    }
}
