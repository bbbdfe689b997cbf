"""The first steps of the money tab, taken through its pages by Bob, the financial investigator."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from homeward.casework.cases.models import Case
from homeward.casework.proceeds.models import Claim, Ledger, Trace
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.people import People
from tests.proceeds.ledger_files import ROWS, export


def money(case: Case, rest: str = "") -> str:
    """An address of the money tab."""
    return f"/cases/{case.reference}/money/{rest}"


def upload(client: Client, case: Case, content: bytes, name: str = "a.csv") -> HttpResponse:
    """Send a file to the form of ledgers."""
    file = SimpleUploadedFile(name, content)
    sent = {"name": "Bank of XA", "file": file, "zone": "UTC", "exponent": "2"}
    answer: HttpResponse = client.post(money(case, "ledgers/new/"), sent)  # type: ignore[assignment]
    return answer


def ledger_of(people: People, case: Case) -> Ledger:
    """The case's latest ledger as it stands now."""
    with opened(people.bob.actor):
        return Ledger.objects.filter(case=case).latest("pk")


def ready(people: People, case: Case) -> tuple[Client, Ledger]:
    """A good ledger, taken in."""
    bob = signed_in(people.bob)
    made = upload(bob, case, export(*ROWS))
    assert made.status_code == 302, made.content.decode()[:3000]
    return bob, ledger_of(people, case)


def claimed(people: People, case: Case) -> tuple[Client, Claim]:
    """The ransom's payment, claimed whole."""
    bob, ledger = ready(people, case)
    sent = {"payment": "P-1", "amount": ""}
    made = bob.post(money(case, f"ledgers/{ledger.pk}/claim/"), sent)
    assert made.status_code == 302, made.content.decode()[:3000]
    with opened(people.bob.actor):
        return bob, Claim.objects.get(case=case)


def traced(people: People, case: Case) -> tuple[Client, Claim, Trace]:
    """The claim, traced by first in, first out."""
    bob, claim = claimed(people, case)
    assert bob.post(money(case, f"claims/{claim.pk}/trace/"), {"rule": "fifo"}).status_code == 302
    assert run_jobs("proceeds.trace") == 1
    with opened(people.bob.actor):
        return bob, claim, Trace.objects.get(claim=claim)


def plain(page: str) -> str:
    """The page with ordinary spaces."""
    return page.replace("\u00a0", " ")
