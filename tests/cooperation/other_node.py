"""State XB's node as this node hears it: real envelopes, sealed and signed with XB's own keys."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from homeward.casework.cooperation.declaration import all_kinds
from homeward.casework.cooperation.models import Request
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.exchange.receiving import receive
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.exchange.settling import note_receipt
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.node_keys import own_public_keys
from homeward.wire.envelope import seal
from homeward.wire.header import Environment, Handling, Header, MessageRef
from homeward.wire.keys import NodeKeys
from homeward.wire.receipts import ReceiptState, make_receipt, verify_receipt
from tests.cooperation.samples import least
from tests.pinning import pin

COMMON = {
    "investigation": "Investigation in XB.",
    "facts": "A ransom was paid.",
    "purpose": "Recovery of the proceeds.",
}
RUN = "11111111-2222-4333-8444-555555555555"
CONTENTS: dict[str, dict[str, str]] = {
    "police_information": {**COMMON, "questions": "Is the number known?", "persons": ""},
    "freezing": {**COMMON, "actions": "Freeze them.", "run": RUN, "amount": "XAD 1234500"},
    "tracing": {
        **COMMON,
        "actions": "Trace them.",
        "rule": "fifo",
        "label": "A",
        "states": "XA, XB",
        "ceiling": "XAD 1234500",
        "period_from": "2026-03-01",
        "period_to": "2026-03-31",
    },
}
SUPPORT = {
    **COMMON,
    "persons": "Nour Ferrand",
    "consent": "Consent of the person.",
}
CONTENTS["victim_protection"] = {
    **SUPPORT,
    "standing": "victim_witness",
    "threat": "High.",
    "measures": "Relocation for six months.",
    "relocation": "temporary",
    "disclosure": "The police of the two States.",
}
CONTENTS["victim_contact"] = {
    **SUPPORT,
    "task": "both",
    "plan": "By telephone, after eight.",
    "journey": "",
    "consular": "",
    "child": "",
}
BASES = {kind.code: kind.legal_bases[0].code for kind in all_kinds()}
_DESKS = {"police": "POLICE", "central": "CENTRAL", "fiu": "FIU"}
DESKS = {kind.code: _DESKS[kind.receiver_function] for kind in all_kinds()}
for each in all_kinds():
    CONTENTS.setdefault(each.code, least(each))


CONSULTATION = {"data": {"fields": {"intention": "refuse", "reasons": "Our law may forbid it."}}}


def request_of(kind: str, **changes: Any) -> dict[str, Any]:
    """A complete payload of a request from XB to XA, with some fields changed."""
    return {
        "kind": kind,
        "reference": "XB-2026-000001/01",
        "requesting_authority": f"XB-{DESKS[kind]}",
        "requested_authority": f"XA-{DESKS[kind]}",
        "legal_basis": BASES[kind],
        "urgency": "urgent",
        "due": (datetime.now(UTC) + timedelta(days=3)).isoformat(),
        "run": None,
        "handling_limits": "",
        "content": CONTENTS[kind],
        **changes,
    }


@dataclass
class OtherNode:
    """XB: what it sends, and how it receipts what it was sent."""

    keys: NodeKeys = field(default_factory=lambda: pin("XB"))
    sequence: int = 0
    made: dict[UUID, int] = field(default_factory=dict)

    def send(
        self, type_: str, payload: dict[str, Any], thread: UUID, handling: str = "H1"
    ) -> tuple[int, str]:
        """Deliver a message to this node; status and the reason in the receipt it signed."""
        self.sequence += 1
        now = datetime.now(UTC)
        header = Header(
            environment=Environment.DEMO,
            id=uuid4(),
            sender="XB",
            receiver="XA",
            type=type_,
            type_version=1,
            handling=Handling(handling),
            thread=str(thread),
            sequence=self.sequence,
            previous=None if self.sequence == 1 else "0" * 64,
            time=now,
            expires=now + timedelta(days=1),
        )
        with opened(EXCHANGE):
            ours = own_public_keys()
        status, raw = receive(seal(header, payload, self.keys, ours))
        ref = MessageRef(
            environment=Environment.DEMO,
            sender="XB",
            receiver="XA",
            id=header.id,
            digest=_digest(header, payload),
        )
        receipt = verify_receipt(raw, keys=ours, message=ref, now=datetime.now(UTC))
        assert (receipt.state is ReceiptState.REFUSED) == (status == 422)
        return status, receipt.reason or ""

    @staticmethod
    def thread() -> UUID:
        """The id of a thread that XB begins."""
        return uuid4()

    def request(self, kind: str, handling: str = "H1", **changes: Any) -> Request:
        """A request of XB that this node took in."""
        thread = uuid4()
        sent = self.send("cooperation.request", request_of(kind, **changes), thread, handling)
        assert sent == (200, "")
        with opened(EXCHANGE):
            return Request.objects.get(pk=thread)

    def change(
        self, request: Request, name: str, /, seen: int | None = None, **changes: Any
    ) -> tuple[int, str]:
        """A change that XB makes, counted; it has seen all of ours unless `seen` says how many."""
        number = self.made.get(request.pk, 0) + 1
        data = changes.pop("data", {})
        payload = {
            "request": str(request.pk),
            "change": name,
            "number": number,
            "seen": self.ours(request) if seen is None else seen,
            "authority": "XB-CENTRAL",
            "at": datetime.now(UTC).isoformat(),
            "data": data,
            **changes,
        }
        answer = self.send("cooperation.change", payload, request.pk)
        if answer[0] == 200:
            self.made[request.pk] = number
        return answer

    @staticmethod
    def ours(request: Request) -> int:
        """How many exchanged changes this node made of a request."""
        with opened(EXCHANGE):
            own = request.changes.filter(side=request.side, number__isnull=False)
            return max(own.values_list("number", flat=True), default=0)

    def receipt(self, message: OutMessage, state: ReceiptState, reason: str | None = None) -> None:
        """Answer a message that this node sent."""
        ref = Header.from_json(message.header).ref(message.digest)
        raw = make_receipt(self.keys, ref, state=state, at=datetime.now(UTC), reason=reason)
        receipt = verify_receipt(
            raw, keys=self.keys.public, message=ref, now=datetime.now(UTC) + timedelta(seconds=1)
        )
        with opened(EXCHANGE):
            note_receipt(message.pk, receipt, raw, EXCHANGE)


def _digest(header: Header, payload: dict[str, Any]) -> str:
    from homeward.wire.envelope import message_digest

    return message_digest(header, payload)


def last_sent(request: Request) -> OutMessage:
    """The latest message of a request's thread that this node sent."""
    with opened(EXCHANGE):
        return OutMessage.objects.filter(thread=request.pk).latest("sequence")


def stands(request: Request) -> str:
    """The state of a request as it is now."""
    with opened(EXCHANGE):
        return Request.objects.get(pk=request.pk).state
