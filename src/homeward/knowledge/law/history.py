"""What was changed in the laws in this node: by whom, when, why, and from what to what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from homeward.foundation.access.queries import names_of
from homeward.knowledge.law.changes import Change
from homeward.knowledge.law.models import LawVersion, Proposal, ProposalStatus, Subscription
from homeward.knowledge.law.queries import changes_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in force: the number of the version, both persons, the reason and the parts."""

    number: int
    proposal: int
    since: datetime
    proposed_by: str
    approved_by: str
    reason: str
    changes: tuple[Change, ...]


def history_of(state: str, path: str = "") -> list[Entry]:
    """The changes in force of a State's law, newest first; with a path those of that part."""
    versions = LawVersion.objects.filter(state=state).defer("content")
    found = list(versions.select_related("proposal").order_by("-number"))
    people = {
        number
        for one in found
        for number in (one.proposal.proposed_by, one.proposal.decided_by)
        if number
    }
    names = names_of(people)
    entries = (_entry(one, path, names) for one in found)
    return [one for one in entries if one.changes]


def _entry(version: LawVersion, path: str, names: dict[int, str]) -> Entry:
    proposal = version.proposal
    changes = (one for one in changes_of(proposal) if not path or _is_of(one.path, path))
    return Entry(
        version.number,
        proposal.pk,
        version.in_force_from,
        names.get(proposal.proposed_by, ""),
        names.get(proposal.decided_by or 0, ""),
        proposal.reason,
        tuple(changes),
    )


def _is_of(changed: str, path: str) -> bool:
    return changed == path or changed.startswith(f"{path}/")


def changed_parts(state: str) -> set[str]:
    """The paths that were ever changed here: for which a page shows that there is a history."""
    found = Proposal.objects.filter(state=state, status=ProposalStatus.APPROVED)
    return {one["path"] for changes in found.values_list("changes", flat=True) for one in changes}


def newest_versions() -> dict[str, LawVersion]:
    """The version in force of each State that this node changed, without its content."""
    newest = LawVersion.objects.defer("content").order_by("state", "-number").distinct("state")
    return {one.state: one for one in newest}


def pending_sources(state: str) -> dict[str, Change]:
    """Sources that open proposals would add to a State's law, by their keys."""
    waiting = Proposal.objects.filter(state=state, status=ProposalStatus.OPEN).order_by("-pk")
    changes: Iterable[Change] = (change for one in waiting for change in changes_of(one))
    return {
        str(change.after["key"]): change
        for change in changes
        if change.path.startswith("source/") and change.before is None and change.after
    }


def is_followed(state: str, user_id: int) -> bool:
    """Whether somebody is told when this State's law changes."""
    return Subscription.objects.filter(state=state, user_id=user_id).exists()


def followed_by(user_id: int) -> set[str]:
    """The States whose laws somebody follows."""
    return set(Subscription.objects.filter(user_id=user_id).values_list("state", flat=True))
