"""Taking over what a verified directory says: States, authorities, nodes, keys, revocations."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from homeward.foundation.authorities.actions.load import enter
from homeward.foundation.authorities.actions.peers import (
    Outcome,
    Voucher,
    revoke_key,
    revoke_node,
    take_card,
)
from homeward.foundation.authorities.errors import EntryNotTaken
from homeward.foundation.authorities.models import (
    Authority,
    AuthorityFunction,
    Directory,
    DirectoryEntry,
    DirectoryNews,
    NewsKind,
    Node,
    State,
)
from homeward.foundation.authorities.vocabulary import Origin
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor
from homeward.wire.directory.client import VerifiedDirectory, VerifiedState
from homeward.wire.directory.entries import StateEntry
from homeward.wire.errors import WireError

log = logging.getLogger(__name__)
_TOLD = {
    Outcome.CONNECTED: NewsKind.NODE_CONNECTED,
    Outcome.MOVED: NewsKind.NODE_MOVED,
    Outcome.FOLLOWED: NewsKind.KEY_FOLLOWED,
}


def take_over(directory: Directory, verified: VerifiedDirectory, *, actor: Actor) -> int:
    """Bring States, nodes and keys up to date; returns the number of changes, each told as news.

    Revocations come first: a key that was stolen hands nothing over any more.
    """
    return _TakingOver(directory, verified, actor).run()


class _TakingOver:
    """One refresh of one directory, in the present transaction."""

    def __init__(self, directory: Directory, verified: VerifiedDirectory, actor: Actor) -> None:
        self.directory, self.verified, self.actor = directory, verified, actor
        self.held = {one.state: one for one in directory.entries.all()}
        self.failed: set[str] = set()
        self.changes = 0

    def run(self) -> int:
        """Everything, in the order in which it matters."""
        if 0 < self.directory.root_version < self.verified.root_version:
            self._news("", NewsKind.ROOT_CHANGED, self.verified.fingerprint)
        states = self.verified.states.items()
        for state, found in states:
            self._apart(self._describe, state, found)
        undescribed = set(self.failed)
        self._revoke()
        for state, found in states:
            self._apart(self._node, state, found)
            self._keep(state, found, described=state not in undescribed)
        for state in self.verified.problems.keys() | (self.held.keys() - self._told()):
            self._problem(state, self.verified.problems.get(state))
        return self.changes

    def _apart(
        self, step: Callable[[str, VerifiedState], None], state: str, found: VerifiedState
    ) -> None:
        """One step for one State; what goes wrong in it stops no other State.

        What is foreseen is told by the step itself. Anything else is undone, logged, and told as
        the State's problem.
        """
        before = self.changes
        try:
            with transaction.atomic():
                step(state, found)
        except Exception:
            self.changes = before
            self.failed.add(state)
            log.exception("The entry of %s could not be taken over.", state)

    def _told(self) -> set[str]:
        return {*self.verified.states, *self.verified.problems}

    def _news(self, state: str, kind: NewsKind, detail: str = "") -> None:
        self.changes += 1
        DirectoryNews.objects.create(
            directory=self.directory, state=state, kind=kind, detail=detail[:300]
        )

    # --- States and authorities -----------------------------------------------------------

    def _describe(self, state: str, found: VerifiedState) -> None:
        """Names and contacts, where no directory that was followed earlier speaks of the State."""
        held = self.held.get(state)
        if held is not None and held.entry is not None and bytes(held.entry) == found.raw:
            return
        kind = NewsKind.STATE_CHANGED if held is not None else NewsKind.STATE_ADDED
        others = DirectoryEntry.objects.filter(state=state, directory__is_followed=True)
        earlier = others.filter(directory__pk__lt=self.directory.pk, entry__isnull=False)
        speaks_first = state != settings.HOMEWARD_STATE and not earlier.exists()
        if speaks_first or not State.objects.filter(pk=state).exists():
            enter_state(found.entry)
        self._news(state, kind)

    # --- nodes and keys -------------------------------------------------------------------

    def _revoke(self) -> None:
        for state, found in self.verified.states.items():
            for one in found.entry.revoked_keys:
                self._revoke_key(state, one.key, one.at, one.reason)
        for told in self.verified.revoked:
            if told.key is not None:
                self._revoke_key(told.state, told.key, told.at, told.reason)
            elif revoke_node(told.state, at=told.at, reason=told.reason, actor=self.actor):
                self._news(told.state, NewsKind.NODE_REVOKED, told.reason)

    def _revoke_key(self, state: str, key: str, at: datetime, reason: str) -> None:
        if revoke_key(state, key, at=at, reason=reason, actor=self.actor):
            self._news(state, NewsKind.KEY_REVOKED, reason)

    def _node(self, state: str, found: VerifiedState) -> None:
        if state == settings.HOMEWARD_STATE:
            return
        if not State.objects.filter(pk=state).exists():
            return  # it could not be entered; its node waits for that
        card = found.entry.card
        if card is None:
            self._node_gone(state)
            return
        if any(one.state == state and one.key is None for one in self.verified.revoked):
            return
        voucher = Voucher(
            self.directory, tuple(sorted(found.signed_by)), self._is_continuous(state, found)
        )
        before = self.held.get(state)
        try:
            with transaction.atomic():
                outcome = take_card(card.encode("ascii"), voucher, actor=self.actor)
        except (HomewardError, WireError) as error:
            sentence = error.sentence() if isinstance(error, HomewardError) else str(error)
            if before is None or before.version != found.version:
                self._news(state, NewsKind.CARD_REFUSED, sentence)
            return
        if outcome in _TOLD:
            self._news(state, _TOLD[outcome], found.entry.checked_card(_now()).fingerprint)  # type: ignore[union-attr]
        elif outcome is Outcome.WAITING and (before is None or before.version != found.version):
            self._news(state, NewsKind.KEY_WAITS)

    def _is_continuous(self, state: str, found: VerifiedState) -> bool:
        """One of the keys that spoke for the State when its node was taken speaks for it now.

        That it may sign is not enough: whoever keeps the directory says who may. So he cannot,
        alone, put another node in a State's place.
        """
        node = Node.objects.filter(pk=state, directory=self.directory).first()
        return node is not None and bool(found.signed_by & set(node.role_keys))

    def _node_gone(self, state: str) -> None:
        """The State itself says that it has no node any more."""
        if not Node.objects.filter(pk=state, directory=self.directory).exists():
            return
        reason = "The State withdrew its node from the directory."
        if revoke_node(state, at=_now(), reason=reason, actor=self.actor):
            self._news(state, NewsKind.NODE_GONE)

    # --- entries --------------------------------------------------------------------------

    def _keep(self, state: str, found: VerifiedState, *, described: bool) -> None:
        """Remember the entry; one that was not `described` is tried again with the next refresh."""
        error, before = EntryNotTaken(state=state), self.held.get(state)
        failed = state in self.failed
        if failed and (before is None or before.problem != error.code):
            self._news(state, NewsKind.ENTRY_NOT_TAKEN)
        DirectoryEntry.objects.update_or_create(
            directory=self.directory,
            state=state,
            defaults={
                **({"entry": found.raw} if described else {}),
                "version": found.version,
                "expires_at": found.expires,
                "role_keys": sorted(found.role_keys),
                "problem": error.code if failed else "",
                "problem_text": error.sentence() if failed else "",
            },
        )

    def _problem(self, state: str, error: WireError | None) -> None:
        """A State whose part does not hold, or is there no more; its node goes on for a while."""
        code = error.code if error is not None else "directory_not_delegated"
        entry, _ = DirectoryEntry.objects.get_or_create(directory=self.directory, state=state)
        if entry.problem != code:
            self._news(state, NewsKind.STATE_GONE, str(error) if error else "")
        entry.problem, entry.problem_text = code, str(error) if error else ""
        # Without a part that holds nothing vouches for the node: its days of grace begin.
        if entry.expires_at is None or entry.expires_at > _now():
            entry.expires_at = _now()
        entry.save()


def enter_state(entry: StateEntry) -> None:
    """Enter a State and exactly the authorities that it names."""
    named = [authority.code for authority in entry.authorities]
    Authority.objects.filter(state=entry.state).exclude(pk__in=named).delete()
    authorities = [one.to_json() for one in entry.authorities]
    for one in authorities:
        one["functions"] = [word for word in one["functions"] if word in AuthorityFunction.values]
        # What a State does not name any more is not there any more.
        one |= {"competence": one.get("competence", [])}
        one |= {"contact_points": one.get("contact_points", [])}
    enter(entry.state, entry.name, entry.languages, authorities, origin=Origin.SIGNED)


def _now() -> datetime:
    return datetime.now(UTC)
