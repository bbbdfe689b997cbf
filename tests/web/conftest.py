"""Templates of the room without a project around them, and its French, freshly compiled."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.template import Context, Engine
from django.test import RequestFactory, override_settings
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "src" / "homeward" / "foundation" / "web"
TOOLS = ROOT / "tools"

ENGINE = Engine(
    dirs=[str(ROOM / "templates")],
    libraries={
        "web": "homeward.foundation.web.templatetags.web",
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
        "django_htmx": "django_htmx.templatetags.django_htmx",
    },
)


def render(source: str, language: str = "en", **values: Any) -> str:
    """A template's text rendered in a language, with the room's tags loaded."""
    with translation.override(language):
        template = ENGINE.from_string("{% load web i18n %}" + source)
        return template.render(Context(values))


def render_page(name: str, language: str = "en", path: str = "/", **values: Any) -> str:
    """A whole page of the room rendered in a language."""
    request = RequestFactory().get(path)
    with translation.override(language):
        return ENGINE.get_template(name).render(Context({"request": request, **values}))


def load_tool(name: str) -> ModuleType:
    """A module of tools/, which is a folder of scripts and no package."""
    if str(TOOLS) not in sys.path:
        sys.path.insert(0, str(TOOLS))
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.get(name) or importlib.util.module_from_spec(spec)
    if name not in sys.modules:
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return module


@pytest.fixture
def urls() -> Iterator[None]:
    """The addresses that the frame of a page names."""
    with override_settings(ROOT_URLCONF="tests.web.minimal_urls", LOGIN_URL="/sign-in/"):
        yield


@pytest.fixture(scope="session")
def french() -> str:
    """The language code, once the room's French catalogue is compiled."""
    from django.utils.translation import trans_real

    catalogues = load_tool("catalogues")
    assert catalogues.main(["compile", "--room", "web"]) == 0
    vars(trans_real)["_translations"].pop("fr", None)  # read it anew
    return "fr"
