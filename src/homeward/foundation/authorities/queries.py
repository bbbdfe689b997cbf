"""Reads of the directory; it is open to everyone who signs in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from homeward.foundation.access.roles import Role
from homeward.foundation.authorities.models import (
    Announced,
    Authority,
    Directory,
    DirectoryEntry,
    DirectoryNews,
    KeyChange,
    Node,
    PeerKey,
    State,
)
from homeward.foundation.authorities.trust import expiring, grace, node_of, valid_keys
from homeward.foundation.vault.node_keys import OwnKey, card_keys, own_key_list
from homeward.wire.cards import fingerprint
from homeward.wire.header import Environment
from homeward.wire.keys import PublicKeys


@dataclass(frozen=True, slots=True)
class Listed:
    """A State as the directory shows it: its authorities, and its node where one is pinned.

    `fingerprint` is that of the pinned keys, or of this node's own for its own State; `stale` how
    many contact points nobody verified for too long.
    """

    state: State
    authorities: list[Authority]
    own: bool
    node: Node | None
    fingerprint: str
    stale: int = 0


def states() -> QuerySet[State]:
    """Every State with its authorities."""
    return State.objects.prefetch_related("authorities").order_by("code")


def listed_states() -> QuerySet[State]:
    """The States of which the directory says something: an authority, a node, a signed entry.

    A State whose last authority was removed is not among them. Its row stays, for the name.
    """
    has_authority = Exists(Authority.objects.filter(state=OuterRef("pk")))
    has_node = Exists(Node.objects.filter(pk=OuterRef("pk")))
    told = Q(has_authority) | Q(has_node) | Q(pk__in=signers())
    return states().filter(told | Q(pk=settings.HOMEWARD_STATE))


def other_states() -> QuerySet[State]:
    """The States one may ask: all but this one."""
    return states().exclude(pk=settings.HOMEWARD_STATE)


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


def authorities_of(state: str, function: str | None = None) -> QuerySet[Authority]:
    """The authorities of a State, those with a function when one is named."""
    found = Authority.objects.filter(state_id=state).order_by("code")
    return found.filter(functions__contains=[function]) if function else found


def pinned_keys(state: str) -> PublicKeys | None:
    """The public keys that things are sealed to for a State's node; None when it has none.

    To verify what arrives, take `trust.valid_keys`: while keys rotate there are several.
    """
    node, valid = node_of(state), valid_keys(state)
    named = node.keys if node is not None else None
    return next((keys for keys in valid if keys.to_json() == named), None)


def connected_states() -> set[str]:
    """Codes of the States whose node is known and not revoked."""
    return set(Node.objects.filter(revoked_at__isnull=True).values_list("state_id", flat=True))


def find_authorities(words: str) -> QuerySet[Authority]:
    """Authorities whose name, code or State's name holds the words."""
    text = words.replace("\x00", "")
    found = Q(name__icontains=text) | Q(code__icontains=text) | Q(state__name__icontains=text)
    return Authority.objects.filter(found).select_related("state").order_by("code")


def directory(state: str = "", function: str = "") -> list[Listed]:
    """The directory, of one State or one function where they are named; own State first."""
    shown = listed_states().filter(pk=state) if state else listed_states()
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
    """The fingerprint of this node's card, which an officer of another State asks to have read."""
    environment = Environment(settings.HOMEWARD_ENVIRONMENT)
    return fingerprint(settings.HOMEWARD_STATE, environment, card_keys()[0].public)


# --- for whoever administers the node ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """A directory as its administrator sees it.

    `alarm` is `expired`, `soon` or empty; `lapses_at` when its peers stop unless it is refreshed.
    """

    directory: Directory
    alarm: str
    lapses_at: datetime | None
    states: int
    problems: list[DirectoryEntry]
    news: list[DirectoryNews]


def may_administer(viewer: Any) -> bool:
    """Whether the viewer keeps directories and peers on the pages."""
    return bool(viewer.is_authenticated and Role.ADMINISTRATOR in viewer.roles)


def followed(now: datetime, *, news: int = 10) -> list[Followed]:
    """Every directory that is followed, with the latest changes that it brought."""
    return [_followed(one, now, news) for one in Directory.objects.filter(is_followed=True)]


def _followed(directory: Directory, now: datetime, news: int) -> Followed:
    entries = list(directory.entries.order_by("state"))
    ends = directory.expires_at
    return Followed(
        directory=directory,
        alarm=expiring(directory, now),
        lapses_at=ends + grace() if ends is not None else None,
        states=sum(not one.problem for one in entries),
        problems=[one for one in entries if one.problem],
        news=list(directory.news.order_by("-at", "-pk")[:news]),
    )


def followed_directory(number: int) -> Directory | None:
    """A directory that is followed, by its number."""
    return Directory.objects.filter(pk=number, is_followed=True).first()


def waiting_change(number: int) -> KeyChange | None:
    """One of the keys that wait, by its number."""
    return waiting_changes().filter(pk=number).first()


def waiting_changes() -> QuerySet[KeyChange]:
    """Keys of other States that an officer decides on, the latest first."""
    waiting = KeyChange.objects.filter(decided_at__isnull=True)
    return waiting.select_related("state").order_by("-last_seen_at")


def peers() -> QuerySet[Node]:
    """The nodes that are known, with who vouches for each, and every key of their States."""
    newest_first = PeerKey.objects.order_by("-valid_from", "-pk")
    keys = Prefetch("state__peer_keys", queryset=newest_first)
    found = Node.objects.select_related("state", "directory").order_by("state_id")
    return found.prefetch_related(keys)


def own_key_history() -> list[OwnKey]:
    """This node's own keys, the newest first."""
    return own_key_list()
