"""Taking entries out of the journal with everything that proves them.

Who may read an entry may take it out; the database decides, in the person's own context. Proofs
say nothing of an entry, so they are read in the verifier's. What is taken is journalled first.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q

from homeward.foundation.guard.actor import Actor, ActorKind
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.errors import ForgedHead, NothingToExport, TooMuchToExport
from homeward.foundation.journal.leaves import canonical_entry
from homeward.foundation.journal.models import Entry, Head
from homeward.foundation.journal.ports import Witness, WitnessedHead, witnessed_head
from homeward.foundation.journal.proofs import Inclusion, inclusion_of, places_of_entries
from homeward.foundation.journal.verification import VERIFIER
from homeward.foundation.vault.node_keys import every_own_public_key, own_keys
from homeward.wire.cose_receipt import make_cose_receipt
from homeward.wire.errors import WireError
from homeward.wire.keys import PublicKeys
from homeward.wire.merkle import commitment, leaf_hash
from homeward.wire.signatures import Typ, verify_statement

MOST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which entries: of a case, about a record (kind and id) or any of several, or one by its id;
    all that is set."""

    case_id: int | None = None
    subject: tuple[str, str] | None = None
    subjects: tuple[tuple[str, str], ...] = ()
    entry: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """An entry's canonical bytes and salt, and that the head's tree holds its leaf."""

    id: uuid.UUID
    canonical: bytes
    salt: bytes
    inclusion: Inclusion
    receipt: bytes

    @property
    def commitment(self) -> bytes:
        """HMAC-SHA-256 of the canonical bytes under the salt; the data of the leaf."""
        return commitment(self.canonical, self.salt)

    @property
    def leaf(self) -> bytes:
        """The leaf's hash (RFC 9162)."""
        return leaf_hash(self.commitment)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Entries with their proofs, the signed head that they lead to, and who countersigned it.

    `keys` sign the receipts now; `head_keys` signed the head, perhaps before keys were changed.
    """

    state: str
    environment: str
    size: int
    root: bytes
    head: bytes
    head_keys: PublicKeys
    keys: PublicKeys
    entries: tuple[Proved, ...]
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class _Chosen:
    number: int
    id: uuid.UUID
    canonical: bytes
    salt: bytes


def gather(choice: Choice, *, actor: Actor) -> Evidence:
    """The chosen entries that `actor` may read and that have their place.

    Opens contexts of its own. The head is the first that peers countersigned and that covers them
    all, else the last one signed. Raises NothingToExport, TooMuchToExport above 100,000 entries,
    DamagedTree, ForgedHead.
    """
    with opened(actor):
        chosen = _chosen(choice)
    with opened(VERIFIER):
        places = places_of_entries(entry.number for entry in chosen)
        placed = sorted((e for e in chosen if e.number in places), key=lambda e: places[e.number])
        if not placed:
            raise NothingToExport(person=actor.name)
        head = _head(places[placed[-1].number] + 1)
        head_keys = keys_of_head(head.statement)
        proofs = inclusion_of([places[entry.number] for entry in placed], head.size)
    with opened(actor):
        record(
            "journal.exported",
            actor=actor,
            case_id=choice.case_id,
            subject=choice.subject or ("", ""),
            entries=len(placed),
            size=head.size,
        )
        proved = tuple(_proved(entry, proofs[places[entry.number]], head) for entry in placed)
        return Evidence(
            state=settings.HOMEWARD_STATE,
            environment=settings.HOMEWARD_ENVIRONMENT,
            size=head.size,
            root=head.root,
            head=head.statement,
            head_keys=head_keys,
            keys=own_keys().public,
            entries=proved,
            witnesses=head.witnesses,
        )


def _chosen(choice: Choice) -> list[_Chosen]:
    found = Entry.objects.order_by("number")
    if choice.case_id is not None:
        found = found.filter(case_id=choice.case_id)
    if choice.subject is not None:
        found = found.filter(subject_kind=choice.subject[0], subject_id=choice.subject[1])
    if choice.subjects:
        found = found.filter(_about(choice.subjects))
    if choice.entry is not None:
        found = found.filter(id=choice.entry)
    rows = list(found[: MOST + 1])
    if len(rows) > MOST:
        raise TooMuchToExport(most=MOST)
    return [_Chosen(e.number, e.id, _canonical(e), bytes(e.salt)) for e in rows]


def _about(subjects: Iterable[tuple[str, str]]) -> Q:
    ids: dict[str, list[str]] = {}
    for kind, identifier in subjects:
        ids.setdefault(kind, []).append(identifier)
    about = Q()
    for kind, listed in ids.items():
        about |= Q(subject_kind=kind, subject_id__in=listed)
    return about


def _canonical(entry: Entry) -> bytes:
    actor = Actor(ActorKind(entry.actor_kind), entry.actor_id, entry.actor_name)
    subject = (entry.subject_kind, entry.subject_id)
    return canonical_entry(
        entry.id, entry.at, actor, entry.verb, subject, entry.case_id, entry.compartment, entry.data
    )


def _head(size: int) -> WitnessedHead:
    """A head of the tree that covers `size` entries; witnessed where there is such a one."""
    found = witnessed_head(size)
    if found is not None:
        return found
    last = Head.objects.filter(size__gte=size).latest("size")
    return WitnessedHead(last.size, bytes(last.root), bytes(last.statement), ())


def keys_of_head(statement: bytes) -> PublicKeys:
    """Those of this node's keys, present or former, that signed a head. Raises ForgedHead."""
    for keys in every_own_public_key():
        try:
            verify_statement(statement, Typ.TREE_HEAD, [keys], "tree head")
        except WireError:
            continue
        return keys
    raise ForgedHead


def _proved(entry: _Chosen, inclusion: Inclusion, head: WitnessedHead) -> Proved:
    receipt = make_cose_receipt(
        own_keys(),
        issuer=f"homeward:{settings.HOMEWARD_ENVIRONMENT}:{settings.HOMEWARD_STATE}",
        subject=str(entry.id),
        at=datetime.now(UTC),
        root=head.root,
        size=inclusion.size,
        index=inclusion.index,
        path=inclusion.path,
    )
    return Proved(entry.id, entry.canonical, entry.salt, inclusion, receipt)
