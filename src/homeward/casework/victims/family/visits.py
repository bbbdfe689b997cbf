"""Who is signed in: two small cookies that only this process can make and read.

`STEP` holds what was proved so far on the way in, for ten minutes; `VISIT` the sign-in itself,
which ends after twenty minutes without a page, and four hours in all. Both are sealed
(AES-256-GCM), so that they can be neither read nor changed on the person's device.
"""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from homeward.casework.victims.family import doors
from homeward.casework.victims.family.process import this
from homeward.foundation.vault.errors import LockedForEver
from homeward.foundation.vault.sealing import lock, unlock

VISIT_SECONDS = 20 * 60
LONGEST_VISIT = 4 * 60 * 60
STEP_SECONDS = 10 * 60
_SECOND = "second step"


@dataclass(frozen=True, slots=True)
class Visit:
    """A sign-in that still holds."""

    access: int
    me: doors.Me
    began: int


@contextmanager
def visiting(request: HttpRequest) -> Iterator[Visit | None]:
    """The sign-in of a request, in a transaction of its person; None where there is none.

    The database is asked each time: an access taken back, or a sign-out elsewhere, ends it.
    """
    kept = _open(request.COOKIES.get(this().cookie, ""), "visit", VISIT_SECONDS)
    if kept is None or kept["began"] + LONGEST_VISIT < time.time():
        yield None
        return
    with doors.let_in_as(kept["access"]):
        found = doors.me()
        same = found is not None and found.epoch == kept["epoch"]
        yield Visit(kept["access"], found, kept["began"]) if same and found else None


def end_visit(request: HttpRequest) -> None:
    """End the sign-in of a request on every device, also where the access is locked just now."""
    kept = _open(request.COOKIES.get(this().cookie, ""), "visit", VISIT_SECONDS)
    if kept is not None:
        with doors.let_in_as(kept["access"]):
            doors.leave(kept["epoch"])


def keep_visit(
    response: HttpResponse, access: int, epoch: int, began: int | None = None
) -> HttpResponse:
    """Write the sign-in into an answer, with twenty more minutes; the steps before it end."""
    began = int(time.time()) if began is None else began
    content = {"access": access, "epoch": epoch, "began": began}
    _set(response, this().cookie, _seal(content, "visit"), VISIT_SECONDS)
    response.delete_cookie(_step_name(), samesite="Strict")
    return response


def keep_step(response: HttpResponse, **content: Any) -> HttpResponse:
    """Write what was proved so far into an answer."""
    _set(response, _step_name(), _seal(content, "step"), STEP_SECONDS)
    return response


def step_of(request: HttpRequest, name: str) -> dict[str, Any] | None:
    """What was proved so far, if it leads to the step of this name."""
    kept = _open(request.COOKIES.get(_step_name(), ""), "step", STEP_SECONDS)
    return kept if kept and kept.get("step") == name else None


def forget(response: HttpResponse) -> HttpResponse:
    """End the sign-in on this device."""
    for name in (this().cookie, _step_name(), settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, samesite="Strict")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def speak(response: HttpResponse, wanted: str) -> None:
    """Remember a language until the browser is closed."""
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            httponly=True,
            secure=this().secure,
            samesite="Strict",
        )


def sealed_secret(secret: str) -> str:
    """The secret of an app, as it is kept in the database."""
    return base64.b64encode(lock(this().vault, secret.encode(), _SECOND)).decode()


def opened_secret(sealed: str) -> str:
    """The secret of an app; raises LockedForEver where it was sealed with another key."""
    return unlock(this().vault, base64.b64decode(sealed), _SECOND).decode()


def _step_name() -> str:
    return f"{this().cookie}_step"


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        secure=this().secure,
        samesite="Strict",
    )


def _seal(content: dict[str, Any], purpose: str) -> str:
    text = json.dumps(content | {"at": int(time.time())}).encode()
    return base64.urlsafe_b64encode(lock(this().vault, text, purpose)).decode()


def _open(cookie: str, purpose: str, seconds: int) -> dict[str, Any] | None:
    try:
        text = unlock(this().vault, base64.urlsafe_b64decode(cookie.encode()), purpose)
    except (LockedForEver, ValueError):
        return None
    kept: dict[str, Any] = json.loads(text)
    return kept if kept["at"] + seconds >= time.time() else None
