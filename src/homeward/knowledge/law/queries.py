"""What is in force of each State's law: this node's newest version, else the shipped text."""

from typing import Any

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.knowledge.law.access import may_draft
from homeward.knowledge.law.changes import Change, from_json
from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.models import LawVersion, Proposal, ProposalStatus
from homeward.knowledge.law.route import Membership, OtherTreaty
from homeward.knowledge.law.shelf import on_shelf
from homeward.knowledge.law.statelaw import StateLaw, read_state_law, write_state_law

MOST_SHOWN = 20  # in My work
EMPTY = {"legal_family": "mixed"}


def laws() -> dict[str, StateLaw]:
    """Every State's law by its code, in the order of the codes. Two queries at the most."""
    newest = LawVersion.objects.order_by("state", "-number").distinct("state")
    own = {one.state: _read(one) for one in newest}
    return dict(sorted({**on_shelf(), **own}.items()))


def law_of(state: str) -> StateLaw:
    """A State's law in force. Raises NotFound where nothing is recorded."""
    newest = LawVersion.objects.filter(state=state).order_by("-number").first()
    if newest is not None:
        return _read(newest)
    if state not in on_shelf():
        raise NotFound("law", state)
    return on_shelf()[state]


def content_of(state: str) -> dict[str, Any]:
    """The text in force in the shape of the files; for a new State an empty one."""
    try:
        return write_state_law(law_of(state))
    except NotFound:
        return {"state": state, **EMPTY}


def offences(*states: str) -> list[KnownOffence]:
    """The offences of these States, or of all."""
    wanted = (law for code, law in laws().items() if not states or code in states)
    return [offence for law in wanted for offence in law.offences]


def memberships(*states: str) -> list[Membership]:
    """What is known of these States and the treaties; what was not read is not in it."""
    wanted = (law for code, law in laws().items() if code in states)
    return [one.membership for law in wanted for one in law.joinings if one.status.decides]


def treaties_between(one: str, other: str) -> list[OtherTreaty]:
    """Bilateral, regional and sectoral treaties in force between two States, as either tells."""
    found = {}
    for code, law in laws().items():
        for pact in law.pacts:
            parties = {code, *pact.states}
            if {one, other} <= parties and pact.status.decides:
                found[pact.treaty.key] = pact.treaty
    return list(found.values())


def changes_of(proposal: Proposal) -> list[Change]:
    """The changes of a proposal, with dates as dates."""
    return [Change(one["path"], from_json(one["before"]), from_json(one["after"]))
            for one in proposal.changes]  # fmt: skip


def open_to_decide(viewer: User) -> list[Proposal]:
    """Open proposals that others wrote, the oldest first; none for who drafts no laws."""
    if not may_draft(viewer):
        return []
    waiting = Proposal.objects.filter(status=ProposalStatus.OPEN).exclude(proposed_by=viewer.pk)
    return list(waiting.order_by("pk")[:MOST_SHOWN])


def _read(version: LawVersion) -> StateLaw:
    return read_state_law(from_json(version.content), f"{version.state} {version.number}")


def caption_of(number: str) -> str:
    """The State and number of a proposal, else nothing."""
    found = Proposal.objects.filter(pk=number).first() if number.isdecimal() else None
    return f"{found.state} · {found.pk}" if found else ""
