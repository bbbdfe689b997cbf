"""Journals of other States without processes of their own: trees in memory, signed heads."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.foundation.witness.judging import Offer
from homeward.foundation.witness.models import Alarm
from homeward.foundation.witness.own import WITNESS
from homeward.wire import Environment, NodeKeys, TreeHead, make_tree_head, merkle
from tests.pinning import pin

START = datetime.now(UTC) - timedelta(hours=1)


@dataclass(slots=True)
class OtherJournal:
    """XB's journal; entry number n is `name n`, and heads are a minute apart."""

    name: str = "entry"
    keys: NodeKeys = field(default_factory=lambda: pin("XB"))
    store: merkle.MemoryStore = field(default_factory=merkle.MemoryStore)
    heads: int = 0

    def add(self, count: int) -> "OtherJournal":
        size = self.store.size()
        merkle.extend(
            self.store,
            (merkle.leaf_hash(f"{self.name} {n}".encode()) for n in range(size, size + count)),
        )
        return self

    def head(self, size: int | None = None, at: datetime | None = None) -> bytes:
        self.heads += 1
        size = self.store.size() if size is None else size
        said = TreeHead(
            environment=Environment.DEMO,
            state="XB",
            size=size,
            root=merkle.root(self.store, size),
            at=at or START + timedelta(minutes=self.heads),
        )
        return make_tree_head(self.keys, said)

    def offer(self, old: int, size: int | None = None, at: datetime | None = None) -> Offer:
        """A head with its proof; without one where the tree was shorter than `old`."""
        reached = self.store.size() if size is None else size
        proof = merkle.consistency_proof(self.store, old, reached) if old <= reached else []
        return Offer(self.head(size, at), old, tuple(proof))


def entries(verb: str) -> list[Entry]:
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb=verb).order_by("number"))


def open_alarms() -> list[Alarm]:
    with opened(WITNESS):
        return list(Alarm.objects.filter(settled_at=None).order_by("pk"))
