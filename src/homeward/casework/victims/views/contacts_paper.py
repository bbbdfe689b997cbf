"""Contact on paper, as PDF: plan, record of a talk, plan for another State, closing letter."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from homeward.casework.victims import contacts_letters as letters
from homeward.casework.victims.access.contacts import get_contact, get_plan, get_share
from homeward.casework.victims.access.release import get_end
from homeward.casework.victims.errors.contacts import ShareNeedsConsent
from homeward.casework.victims.errors.files import ContactStopped
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.contacts import share_holds
from homeward.casework.victims.queries.files import rule_of
from homeward.casework.victims.views.frame import note_viewed
from homeward.casework.victims.views.view import paper
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User


@login_required
@require_GET
def plan(request: HttpRequest, reference: str, number: int, version: int) -> HttpResponse:
    """A version of the plan, for the person."""
    viewer = viewer_of(request)
    found = get_plan(reference, number, version, viewer)
    return _to_person(viewer, found.file, "plan_letter", lambda: letters.plan_paper(viewer, found))


@login_required
@require_GET
def record(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """What was spoken of, for the person."""
    viewer = viewer_of(request)
    found = get_contact(reference, number, key, viewer)
    return _to_person(
        viewer, found.file, "record_letter", lambda: letters.record_paper(viewer, found)
    )


@login_required
@require_GET
def share(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """The plan for another State; refused where the consent does not hold any more."""
    viewer = viewer_of(request)
    found = get_share(reference, number, key, viewer)
    if not share_holds(viewer, found):
        raise ShareNeedsConsent
    language = get_language() or "en"
    return _made(
        viewer,
        found.file,
        "plan_share_letter",
        lambda: letters.share_paper(viewer, found, language),
    )


@login_required
@require_GET
def closing(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """The letter with which support ends."""
    viewer = viewer_of(request)
    found = get_end(reference, number, key, viewer)
    return _to_person(viewer, found.file, "closing_letter", lambda: letters.closing_paper(found))


def _to_person(
    viewer: User, file: SupportFile, page: str, make: Callable[[], bytes]
) -> HttpResponse:
    """A letter to the person: none while contact is stopped."""
    rule = rule_of(viewer, file)
    if rule is not None and rule.stops_contact:
        raise ContactStopped
    return _made(viewer, file, page, make)


def _made(viewer: User, file: SupportFile, page: str, make: Callable[[], bytes]) -> HttpResponse:
    """The letter as a file whose name says nothing; that it was made is in the record of access."""
    note_viewed(viewer, file.case, page, file)
    return paper(make())
