"""How a reader wants the pages shown: kept in cookies, so that it works before sign-in."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from homeward.foundation.web.errors import UnknownPreference

YEAR = 365 * 24 * 3600
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "density": ("roomy", "compact"),
    "keys": ("on", "off"),
    "digits": ("latn", "local"),
    "distress": ("ask", "blur"),
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """The display settings of one reader; each value is one of CHOICES, the first by default."""

    theme: str = "auto"
    density: str = "roomy"
    keys: str = "on"
    digits: str = "latn"
    distress: str = "ask"


def cookie_name(name: str) -> str:
    """The cookie that keeps the display setting `name`."""
    return f"homeward_{name}"


def appearance_of(request: HttpRequest) -> Appearance:
    """The reader's display settings; a cookie with an unknown value counts as absent."""
    values = {
        name: request.COOKIES.get(cookie_name(name), choices[0])
        for name, choices in CHOICES.items()
    }
    known = {name: value for name, value in values.items() if value in CHOICES[name]}
    return Appearance(**known)


def remember(response: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    """Keep one display setting for a year. Raises UnknownPreference."""
    if value not in CHOICES.get(name, ()):
        raise UnknownPreference(name=name, value=value)
    response.set_cookie(
        cookie_name(name), value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax"
    )
