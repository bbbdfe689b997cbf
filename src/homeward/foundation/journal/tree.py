"""The tree's hashes in the database, as `wire.merkle` asks for them."""

from collections.abc import Iterable

from homeward.foundation.journal.models import Place, TreeHash
from homeward.wire import merkle


class DatabaseTree:
    """Reads hashes of complete subtrees, 32 bytes each, by (level, index)."""

    def get(self, level: int, index: int) -> bytes:
        """The stored hash; raises KeyError when it is missing: the tree was damaged."""
        found = TreeHash.objects.filter(level=level, index=index).values_list("hash", flat=True)
        value = found.first()
        if value is None:
            raise KeyError((level, index))
        return bytes(value)


def grow(size: int, leaves: Iterable[bytes]) -> None:
    """Store the hashes that `leaves` add to a tree of `size` leaves."""
    nodes = merkle.grow(DatabaseTree(), size, leaves)
    TreeHash.objects.bulk_create(
        [TreeHash(level=n.level, index=n.index, hash=n.hash) for n in nodes]
    )


def tree_size() -> int:
    """The number of placed entries, which is the position of the next."""
    last = Place.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1
