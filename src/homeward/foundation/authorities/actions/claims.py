"""Who signs what the directory says of a State, and when that claim ends."""

from django.conf import settings

from homeward.foundation.authorities.errors import SignedByItsState
from homeward.foundation.authorities.models import Announced, DirectoryEntry, Node


def signer_of(state: str) -> str:
    """Who signs what is said of a State: a followed directory's name, or the State's own code.

    Empty where nobody does (any more), and for the own State, which this node signs.
    """
    if state == settings.HOMEWARD_STATE:
        return ""
    followed = DirectoryEntry.objects.filter(
        state=state, entry__isnull=False, directory__is_followed=True
    )
    name = followed.values_list("directory__name", flat=True).first()
    if name is not None:
        return str(name)
    announced = Announced.objects.filter(pk=state, taken_at__isnull=False)
    stands = Node.objects.filter(pk=state, revoked_at__isnull=True)
    return state if announced.exists() and stands.exists() else ""


def signers() -> set[str]:
    """Every State whose entry somebody signs, as `signer_of` says of one."""
    followed = DirectoryEntry.objects.filter(entry__isnull=False, directory__is_followed=True)
    announced = Announced.objects.filter(taken_at__isnull=False)
    stands = Node.objects.filter(revoked_at__isnull=True).values("pk")
    found = {*followed.values_list("state", flat=True)}
    found |= {*announced.filter(pk__in=stands).values_list("pk", flat=True)}
    return found - {settings.HOMEWARD_STATE}


def check_unsigned(state: str) -> None:
    """A State that signs what is said of it is changed by what it signs, and by nothing else.

    Raises SignedByItsState. The own State is what this node signs.
    """
    name = signer_of(state)
    if name:
        raise SignedByItsState(state=state, by=name)


def end_claim(state: str) -> None:
    """What a node announced counts as its State's word no more: it was revoked or given up.

    What was taken over stays, to be verified and corrected. The State's next announcement, from a
    node that is trusted then, counts again.
    """
    Announced.objects.filter(pk=state).update(taken_at=None, problem="node_ended")
