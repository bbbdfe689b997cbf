"""What a State's own signature forbids here, and when its claim ends."""

from homeward.foundation.authorities.errors import SignedByItsState
from homeward.foundation.authorities.models import Announced
from homeward.foundation.authorities.queries import signer_of


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
