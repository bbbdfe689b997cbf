"""Runs as tests need them: XA takes part in one that XB leads, or leads one itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.actions import change_request, link_case
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.actions.common import TRACER
from homeward.casework.proceeds.conservation import TERMS
from homeward.casework.proceeds.models import HandOver, Party, Run, Trace
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.jobs import run_jobs
from tests.people import People, a_case
from tests.proceeds.ledger_files import export
from tests.proceeds.peers import Payload, Peer
from tests.proceeds.steps import claimed, money, upload

CEILING = 100_000
HERE, MULE = "XA00TEST0000000021", "XA00TEST0000000022"
THERE, FAR = "XB00TEST0000000031", "XC00TEST0000000041"
LABEL = "XB-2026-000007-C1"
# 1,000.00 comes from XB, goes back, comes again, and 400.00 goes on to XC. Before it, clean wages
# that leave at once.
ROUNDABOUT = (
    f"C-0,2026-03-01T08:00:00Z,XA00TEST0000000029,{MULE},500.00,XAD,E2E-0",
    f"C-1,2026-03-10T10:00:00Z,{THERE},{HERE},1000.00,XAD,IN-1",
    f"C-2,2026-03-10T11:00:00Z,{HERE},{THERE},1000.00,XAD,OUT-1",
    f"C-3,2026-03-10T12:00:00Z,{THERE},{HERE},1000.00,XAD,IN-2",
    f"C-4,2026-03-10T13:00:00Z,{HERE},{FAR},400.00,XAD,OUT-2",
    f"C-5,2026-03-10T14:00:00Z,{THERE},{HERE},1000.00,XAD,IN-3",
)
SCOPE: Payload = {
    "rule": "fifo",
    "label": LABEL,
    "states": ["XA", "XB", "XC"],
    "ceiling": f"XAD {CEILING}",
    "period_from": "2026-03-10",
    "period_to": "2026-04-30",
}
CONTENT = {
    "investigation": "Investigation in XB.",
    "facts": "A ransom was paid.",
    "actions": "Follow the proceeds.",
    "rule": "fifo",
    "label": LABEL,
    "states": "XA, XB, XC",
    "ceiling": f"XAD {CEILING}",
    "period_from": "2026-03-10",
    "period_to": "2026-04-30",
    "purpose": "Recovery of the proceeds.",
}


def tracing_request(run: UUID, **content: str) -> Payload:
    """A request of XB to take part in its run."""
    return {
        "kind": "tracing",
        "reference": "XB-2026-000007/01",
        "requesting_authority": "XB-CENTRAL",
        "requested_authority": "XA-CENTRAL",
        "legal_basis": "untoc_13",
        "urgency": "urgent",
        "handling_limits": "",
        "due": datetime(2026, 12, 31, tzinfo=UTC).isoformat(),
        "run": str(run),
        "content": {**CONTENT, **content},
    }


def hand_over(reference: str, amount: int = CEILING, **changes: Any) -> Payload:
    """A hand-over of XB to XA of all of a payment; times as in the ledger above."""
    hours = {"IN-1": 10, "IN-2": 12, "IN-3": 14}
    return {
        "reference": reference,
        "time": f"2026-03-10T{hours.get(reference, 15):02d}:00:00Z",
        "amount": str(amount),
        "currency": "XAD",
        "stretches": [["0", str(amount), LABEL]],
        "shares": [],
        "sender": "XB",
        "receiver": "XA",
        "revision": 1,
        "final": False,
        **changes,
    }


@dataclass
class Joined:
    """XA in a run that XB leads and XC is in."""

    people: People
    case: Case
    run: UUID
    request: UUID
    xb: Peer
    xc: Peer

    def round(self, number: int, expected: dict[str, int] | None = None, **changes: Any) -> str:
        """XB opens a round."""
        payload: Payload = {
            "round": number,
            "scope": SCOPE,
            "frontier": None,
            "expected": {s: str(n) for s, n in (expected or {}).items()},
            "unmatched": {},
        }
        return self.xb.in_run("round", self.run, {**payload, **changes})

    def hands(self, given: Payload, number: int = 1, *, by: Peer | None = None) -> str:
        """XB, or another, hands over."""
        payload = {"round": number, "hand_over": given}
        return (by or self.xb).in_run("handover", self.run, payload)

    def compute(self) -> None:
        """The worker of XA."""
        run_jobs("proceeds.round", "proceeds.decided", "proceeds.stop")

    def seen(self) -> dict[str, Any]:
        """All that a message of the run could change."""
        with opened(TRACER):
            return {
                "runs": list(Run.objects.order_by("pk").values()),
                "parties": list(Party.objects.order_by("pk").values()),
                "hand_overs": list(HandOver.objects.order_by("pk").values()),
                "traces": list(Trace.objects.order_by("pk").values()),
                "tasks": Task.objects.count(),
            }

    def now(self) -> Run:
        """The run as it stands."""
        with opened(TRACER):
            return Run.objects.get(pk=self.run)

    @property
    def page(self) -> str:
        """Its page."""
        return money(self.case, f"runs/{self.run}/")


def step(request: UUID, user: User, name: str) -> None:
    """A change of a request by somebody of this State."""
    with opened(user.actor):
        revision = Request.objects.get(pk=request).revision
        change_request(request, name, user=user, revision=revision)


def asked(people: People, **content: str) -> Joined:
    """XB's request has come, and Carol has acknowledged it and given it the case."""
    case = a_case(people)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    xb, xc, run, request = Peer("XB"), Peer("XC"), uuid4(), uuid4()
    assert xb.says("cooperation.request", request, tracing_request(run, **content)) == ""
    step(request, people.carol, "acknowledge")
    with opened(people.carol.actor):
        found = Request.objects.get(pk=request)
        link_case(found, user=people.carol, reference=case.reference)
    return Joined(people, case, run, request, xb, xc)


def joined(people: People, *rows: str) -> Joined:
    """XA has begun, with one ledger."""
    scene = asked(people)
    made = upload(signed_in(people.bob), scene.case, export(*(rows or ROUNDABOUT)))
    assert made.status_code == 302
    step(scene.request, people.carol, "begin")
    return scene


@dataclass
class Led:
    """XA leads a run of its claim of 12,000.00, of which 5,000.00 went to XB; XB is in it."""

    people: People
    case: Case
    run: UUID
    request: UUID
    xb: Peer
    label: str

    def compute(self) -> None:
        """The worker of XA."""
        run_jobs("proceeds.round", "proceeds.decided", "proceeds.stop")

    def reports(self, number: int, *totals: Payload, **changes: Any) -> str:
        """XB reports a round."""
        report: Payload = {
            "state": "XB",
            "round": number,
            "changed_from": None,
            "totals": list(totals),
            "unmatched": [],
            "unmatched_from": {},
            "orders": [],
            "sent": {},
        }
        return self.xb.in_run("report", self.run, {"report": {**report, **changes}})

    def total(self, **amounts: Any) -> Payload:
        """A conservation line of XB: 5,000.00 came, 4,500.00 is held and 500.00 was paid out."""
        terms: Payload = dict.fromkeys(TERMS, "0")
        whole = {"label": self.label, "payment": None, "currency": "XAD", "difference": "0"}
        return {**whole, **terms, "received": "500000", "held": "450000", "out": "50000", **amounts}

    def finish(self, **changes: Any) -> None:
        """Both rounds, in the second of which nobody changes anything."""
        self.compute()
        assert self.reports(1) == ""
        self.compute()
        assert self.reports(2, self.total(**changes)) == ""

    def now(self) -> Run:
        """The run as it stands."""
        with opened(TRACER):
            return Run.objects.get(pk=self.run)

    @property
    def page(self) -> str:
        """Its page."""
        return money(self.case, f"runs/{self.run}/")


def changes(xb: Peer, request: UUID, *names: str) -> None:
    """Changes that XB makes of a request of ours, one after the other."""
    for number, name in enumerate(names, start=1):
        payload = {
            "request": str(request),
            "change": name,
            "authority": "XB-CENTRAL",
            "at": datetime.now(UTC).isoformat(),
            "data": {},
            "number": number,
            "seen": 0,
        }
        assert xb.says("cooperation.change", request, payload) == ""


def led(people: People) -> Led:
    """Bob has prepared the run, Carol has let its request out, and XB has begun."""
    case = a_case(people)
    with opened(people.alice.actor):
        grant_membership(case.pk, people.carol, "finance", actor=people.alice.actor)
    xb = Peer("XB")
    bob, claim = claimed(people, case)
    sent = {"states": ["XB"], "legal_basis": "untoc_13", "urgency": "urgent"}
    assert bob.post(money(case, f"claims/{claim.pk}/abroad/"), sent).status_code == 302
    with opened(people.bob.actor):
        request = Request.objects.get(kind="tracing")
    step(request.pk, people.carol, "approve")
    step(request.pk, people.carol, "issue")
    changes(xb, request.pk, "acknowledge", "begin")
    assert request.run_id is not None
    return Led(people, case, request.run_id, request.pk, xb, claim.label)
