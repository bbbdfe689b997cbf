"""Reads of the directory; it is open to everyone who signs in."""

from django.conf import settings
from django.db.models import QuerySet

from homeward.foundation.authorities.errors import UnknownState
from homeward.foundation.authorities.models import Authority, Node, State
from homeward.wire.keys import PublicKeys


def states() -> QuerySet[State]:
    """Every State with its authorities."""
    return State.objects.prefetch_related("authorities").order_by("code")


def other_states() -> QuerySet[State]:
    """The States one may ask: all but this one."""
    return states().exclude(pk=settings.HOMEWARD_STATE)


def get_state(code: str) -> State:
    """One State; raises UnknownState."""
    state = State.objects.filter(pk=code).first()
    if state is None:
        raise UnknownState(state=code)
    return state


def authorities_of(state: str, function: str | None = None) -> QuerySet[Authority]:
    """The authorities of a State, those with a function when one is named."""
    found = Authority.objects.filter(state_id=state).order_by("code")
    return found.filter(functions__contains=[function]) if function else found


def node_of(state: str) -> Node | None:
    """The pinned node of a State, or None where it is not connected."""
    return Node.objects.filter(state_id=state).first()


def pinned_keys(state: str) -> PublicKeys | None:
    """The public keys pinned for a State's node."""
    node = node_of(state)
    return PublicKeys.from_json(node.keys) if node else None


def connected_states() -> set[str]:
    """Codes of the States whose node is pinned."""
    return set(Node.objects.values_list("state_id", flat=True))
