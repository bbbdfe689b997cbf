"""Reads of the directory; it is open to everyone who signs in."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from homeward.foundation.authorities.models import Authority, Node, State
from homeward.foundation.vault.node_keys import own_public_keys
from homeward.wire.cards import fingerprint
from homeward.wire.header import Environment
from homeward.wire.keys import PublicKeys


@dataclass(frozen=True, slots=True)
class Listed:
    """A State as the directory shows it: its authorities, and its node where one is pinned.

    `fingerprint` is that of the pinned keys, or of this node's own for its own State.
    """

    state: State
    authorities: list[Authority]
    own: bool
    node: Node | None
    fingerprint: str


def states() -> QuerySet[State]:
    """Every State with its authorities."""
    return State.objects.prefetch_related("authorities").order_by("code")


def other_states() -> QuerySet[State]:
    """The States one may ask: all but this one."""
    return states().exclude(pk=settings.HOMEWARD_STATE)


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


def find_authorities(words: str) -> QuerySet[Authority]:
    """Authorities whose name, code or State's name holds the words."""
    text = words.replace("\x00", "")
    found = Q(name__icontains=text) | Q(code__icontains=text) | Q(state__name__icontains=text)
    return Authority.objects.filter(found).select_related("state").order_by("code")


def directory(state: str = "", function: str = "") -> list[Listed]:
    """The directory, of one State or one function where they are named; own State first."""
    shown = states().filter(pk=state) if state else states()
    nodes = {node.state_id: node for node in Node.objects.all()}
    listed = [_listed(one, function, nodes.get(one.pk)) for one in shown]
    kept = [one for one in listed if one.authorities or not function]
    return sorted(kept, key=lambda one: not one.own)


def _listed(state: State, function: str, node: Node | None) -> Listed:
    own = state.pk == settings.HOMEWARD_STATE
    authorities = [a for a in state.authorities.all() if not function or function in a.functions]
    pinned = node.fingerprint if node else ""
    return Listed(state, authorities, own, node, own_fingerprint() if own else pinned)


def own_fingerprint() -> str:
    """This node's own fingerprint, which an officer of another State asks to have read aloud."""
    environment = Environment(settings.HOMEWARD_ENVIRONMENT)
    return fingerprint(settings.HOMEWARD_STATE, environment, own_public_keys())
