"""What officers do with requests through their pages, for tests that begin where these end."""

from django.http import HttpResponse
from django.test import Client

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import Team, User
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.people import People

WRITTEN = {
    "investigation": "Investigation of a kidnapping by the police of XA.",
    "facts": "A person was taken on the harbour road.",
    "questions": "Is the number known?",
    "persons": "",
    "purpose": "Evidence in the criminal case.",
}


def at_police(people: People) -> None:
    """Carol supervises at the police desk too: police requests are approved there."""
    with opened(service("setup")):
        Team.objects.get(pk=people.police.pk).members.add(people.carol)


def let_in(people: People, case: Case, person: User, compartment: str) -> None:
    """Alice, who leads the case, gives a colleague a place in one compartment."""
    with opened(people.alice.actor):
        grant_membership(case.pk, person, compartment, actor=people.alice.actor)


def draft(person: User, case: Case, kind: str = "police_information", **sent: str) -> Request:
    """A request that somebody drafts of XB through the pages."""
    first = {"other_state": "XB", "legal_basis": "untoc_27", "urgency": "urgent", **sent}
    address = f"/cases/{case.reference}/requests/new/?kind={kind}"
    made = signed_in(person).post(address, first)
    assert made.status_code == 302, made.content.decode()[:3000]
    return by_id(person, made["Location"].split("/")[2])


def by_id(viewer: User, request_id: object) -> Request:
    """The request as it is now."""
    with opened(viewer.actor):
        return Request.objects.get(pk=request_id)


def write(person: User, request: Request, /, **parts: str) -> HttpResponse:
    """Send the form of the contents."""
    revision = by_id(person, request.pk).revision
    answer: HttpResponse = signed_in(person).post(  # type: ignore[assignment]
        f"/requests/{request.pk}/content/", {**WRITTEN, "revision": revision, **parts}
    )
    return answer


def change(client: Client, viewer: User, request: Request, name: str, **data: str) -> HttpResponse:
    """Send the form of a change."""
    revision = by_id(viewer, request.pk).revision
    answer: HttpResponse = client.post(  # type: ignore[assignment]
        f"/requests/{request.pk}/change/{name}/", {"revision": revision, **data}
    )
    return answer


def made(viewer: User, request: Request, *names: str, **data: str) -> Request:
    """Make changes one after the other; the request as it is then."""
    client = signed_in(viewer)
    for name in names:
        answer = change(client, viewer, request, name, **data)
        assert answer.status_code == 302, answer.content.decode()[:3000]
    return by_id(viewer, request.pk)


def issued(people: People, case: Case, **sent: str) -> Request:
    """Police information that Alice drafted and Carol approved and issued."""
    request = draft(people.alice, case, **sent)
    assert write(people.alice, request).status_code == 302
    return made(people.carol, request, "approve", "issue")


def consulted(viewer: User, request: Request) -> Request:
    """The step before a refusal: this State says what it intends and why (UNTOC 18(26))."""
    return made(viewer, request, "consult", intention="refuse", reasons="Our law may forbid it.")
