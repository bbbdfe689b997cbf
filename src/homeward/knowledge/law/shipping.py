"""Shipped texts that are newer than what a State's own changes were made to.

Once anything of a law was changed here its whole text is kept here, and a newer shipped one comes
into force by a proposal only. What differs is asked part by part: a shipped part that nobody here
has put in force, changed or turned down yet is newer.
"""

import hashlib
import json
from collections import defaultdict
from functools import cache

from django.db.models import Q
from django.urls import reverse

from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.guard.context import opened
from homeward.knowledge.law.changes import Change, difference, to_json
from homeward.knowledge.law.history import newest_versions
from homeward.knowledge.law.models import Proposal, ProposalStatus, Subscription
from homeward.knowledge.law.queries import content_of
from homeward.knowledge.law.shelf import on_shelf
from homeward.knowledge.law.statelaw import write_state_law

NEWER = "law.shipped"  # the kind of notice
_SETTLED = (ProposalStatus.APPROVED, ProposalStatus.REJECTED)


def newer_parts(state: str) -> list[Change]:
    """What would change if the newer shipped parts came into force; none where nothing is newer."""
    if state not in newest_versions() or state not in on_shelf():
        return []
    known: dict[str, set[str]] = defaultdict(set)
    decided = Proposal.objects.filter(state=state, status__in=_SETTLED)
    for changes in decided.values_list("changes", flat=True):
        for one in changes:
            known[one["path"]] |= {_text(one["before"]), _text(one["after"])}
    shipped = write_state_law(on_shelf()[state])
    return [
        change
        for change in difference(content_of(state), shipped)
        if _text(to_json(change.after)) not in known[change.path]
    ]


def states_with_newer() -> set[str]:
    """The States whose shipped text is newer than what is in force here."""
    return {state for state in newest_versions() if newer_parts(state)}


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


@cache
def fingerprint(state: str) -> str:
    """The SHA-256 of the text shipped for a State; empty where none is."""
    law = on_shelf().get(state)
    if law is None:
        return ""
    return hashlib.sha256(_text(to_json(write_state_law(law))).encode()).hexdigest()


def tell_of_shipped() -> int:
    """Tell whoever follows a law that a newer text of it was shipped; returns how many were told.

    What somebody knew when beginning to follow is noted first, and told to nobody.
    """
    told = 0
    with opened(DUTY):
        for state in sorted(set(Subscription.objects.values_list("state", flat=True))):
            now = fingerprint(state)
            behind = Subscription.objects.select_for_update().filter(~Q(shipped=now), state=state)
            numbers = {one.user_id for one in behind if one.shipped}
            Subscription.objects.filter(pk__in=[one.pk for one in behind]).update(shipped=now)
            if not numbers:
                continue
            people = list(User.objects.filter(pk__in=numbers, is_active=True))
            tell(
                people,
                NEWER,
                actor=DUTY,
                subject=("law", state),
                url=reverse("law:shipped", args=[state]),
                case_id=None,
                state=state,
            )
            told += len(people)
    return told
