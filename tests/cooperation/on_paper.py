"""What officers do with requests that go on paper, through their pages."""

from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import WRITTEN, at_police, by_id, draft, issued, made, write
from tests.people import People

__all__ = ["at_police", "by_id", "draft", "issued", "made", "write"]


def on_paper(people: People, case: Case) -> Request:
    """A request for police information that was issued to XD, which has no node."""
    at_police(people)
    return issued(people, case, other_state="XD")


def typed(ago: timedelta = timedelta()) -> str:
    """A time as a form takes it; the node of the tests keeps UTC."""
    return f"{datetime.now(UTC) - ago:%Y-%m-%dT%H:%M}"


def letters(viewer: User, request: Request) -> dict[str, str]:
    """The own letters of a request by the name of what they carry."""
    with opened(viewer.actor):
        own = request.changes.filter(side=request.side)
        return {one.name: str(one.pk) for one in own if one.name == "issue" or one.number}


def send(viewer: User, request: Request, name: str = "issue", **more: str) -> HttpResponse:
    """Record that a letter went."""
    sent = {
        "letter": letters(viewer, request)[name],
        "channel": "diplomatic",
        "at": typed(),
        "with_whom": "Ministry of Justice of Drovnia, 1 Court Square",
        **more,
    }
    return signed_in(viewer).post(f"/requests/{request.pk}/sent/", sent)  # type: ignore[return-value]


def receipt(viewer: User, request: Request, **more: object) -> HttpResponse:
    """Enter that the other State has the request."""
    sent = {
        "letter": letters(viewer, request)["issue"],
        "channel": "email",
        "at": typed(),
        "with_whom": "The registry",
        "their_reference": "DR 77/2026",
        **more,
    }
    return signed_in(viewer).post(f"/requests/{request.pk}/receipt/", sent)  # type: ignore[return-value, arg-type]


def enter(viewer: User, request: Request, name: str, **more: object) -> HttpResponse:
    """Enter what the other State did."""
    sent = {
        "revision": by_id(viewer, request.pk).revision,
        "done_at": typed(),
        "came_at": typed(),
        "channel": "courier",
        **more,
    }
    return signed_in(viewer).post(f"/requests/{request.pk}/enter/{name}/", sent)  # type: ignore[return-value, arg-type]


def scan(words: bytes = b"%PDF-1.7 a scanned letter") -> SimpleUploadedFile:
    """A scanned paper."""
    return SimpleUploadedFile("letter.pdf", words, content_type="application/pdf")


WRITTEN_FACTS = WRITTEN["facts"]
