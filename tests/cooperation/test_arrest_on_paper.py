"""An arrest that a State without a node told on paper: its clock, its papers, and what comes later.

One request lives through it all: nothing here needs another node.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.cooperation.letters.marks import in_use
from homeward.casework.cooperation.letters.values import letter_in
from homeward.casework.cooperation.models import Change, Request, RequestFile, TakenItem
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation import on_paper as desk
from tests.cooperation.officers import let_in
from tests.cooperation.samples import sample
from tests.page_checks import check_page
from tests.people import People, a_case

KIND = kind_of("provisional_arrest")
ARREST = sample(KIND.answer)


def _asked(people: People) -> Request:
    """A request for provisional arrest that went to XD on paper."""
    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    at = datetime.now(UTC) - timedelta(minutes=5)
    with opened(EXCHANGE):
        request = Request.objects.create(
            kind=KIND.code,
            case=case,
            compartment=KIND.compartment,
            side="requesting",
            other_state="XD",
            desk=people.central,
            own_authority="XA-CENTRAL",
            other_authority="XD-CENTRAL",
            reference="XA-2026-000001/50",
            state="issued",
            urgency="urgent",
            legal_basis="untoc_16",
            content=sample(KIND.contents),
            way="hand",
            code="K7QM-2XW9",
            created_at=at,
            issued_at=at,
        )
        Change.objects.create(
            request=request, name="issue", side="requesting", at=at, led_to="issued"
        )
    return request


def _file(request: Request, name: str, change: str) -> None:
    with opened(EXCHANGE):
        RequestFile.objects.create(
            request=request,
            side="requesting",
            blob_id=uuid4(),
            name=name,
            media_type="application/pdf",
            size=1,
            sha256="0" * 64,
            added_at=datetime.now(UTC),
            change=request.changes.get(name=change),
        )


def _due(request: Request, kind: str) -> datetime | None:
    with opened(EXCHANGE):
        found = Task.objects.filter(subject_id=str(request.pk), kind=kind, done_at=None).first()
    return found.due_at if found else None


def test_an_arrest_on_paper_runs_its_clock_and_gives_its_own_papers(people: People) -> None:
    request, carol = _asked(people), signed_in(people.carol)
    told = desk.enter(people.carol, request, "acknowledge", file=desk.scan(b"%PDF-1.7 received"))
    assert told.status_code == 302, told.content.decode()[:2000]
    held = desk.enter(people.carol, request, "arrest", file=desk.scan(b"%PDF-1.7 held"), **ARREST)
    assert held.status_code == 302, held.content.decode()[:2000]
    due = _due(request, "cooperation.send_documents")
    assert due is not None, "who does not send the papers in time loses the person"
    assert abs(due.date() - date.fromisoformat(ARREST["papers_by"])) <= timedelta(days=1)

    with opened(EXCHANGE):
        arrest = request.changes.get(name="arrest")
    took = carol.post(f"/requests/{request.pk}/take/{arrest.pk}/")
    assert took.status_code == 302, took.content.decode()
    with opened(people.carol.actor):
        files = TakenItem.objects.filter(request=request, file__isnull=False)
        taken = [one.file.change_id for one in files if one.file]
    assert taken == [arrest.pk], "a paper comes with what it says, under the limits of that"

    sent = {
        "papers_reference": "XA-2026-000001/51",
        "papers_on": datetime.now(UTC).date().isoformat(),
    }
    desk.made(people.carol, request, "send_documents", **sent)
    assert _due(request, "cooperation.send_documents") is None
    assert desk.made(people.carol, request, "close").state == "closed"
    desk.made(people.carol, request, "ask_use", other_purpose="Fraud.", other_parts="All.")
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    assert f"/requests/{request.pk}/enter/allow_use/" in page
    assert f"/requests/{request.pk}/enter/arrest/" not in page
    allowed = desk.enter(
        people.carol, request, "allow_use", had_letters="3", allowed="The trial for fraud."
    )
    assert allowed.status_code == 302, allowed.content.decode()[:2000]
    assert desk.by_id(people.carol, request.pk).state == "closed"

    _file(request, "law.pdf", "issue")
    _file(request, "later.pdf", "send_documents")
    with opened(people.carol.actor):
        letter = letter_in(desk.by_id(people.carol, request.pk), in_use("en"))
    assert [one["name"] for one in letter.values["enclosures"]] == ["law.pdf"]
