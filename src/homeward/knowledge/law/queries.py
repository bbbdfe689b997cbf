"""What is in force of each State's law: this node's newest version, else the shipped text."""

from dataclasses import replace
from typing import Any

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.knowledge.law.access import may_draft
from homeward.knowledge.law.changes import Change, from_json
from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.models import LawVersion, Proposal, ProposalStatus
from homeward.knowledge.law.shelf import on_shelf
from homeward.knowledge.law.statelaw import StateLaw, read_state_law, write_state_law
from homeward.knowledge.law.treaties import Membership, OtherTreaty

MOST_SHOWN = 20  # in My work
EMPTY = {"legal_family": "mixed"}


def laws() -> dict[str, StateLaw]:
    """Every State's law by its code, in the order of the codes. Two queries at the most."""
    newest = LawVersion.objects.order_by("state", "-number").distinct("state")
    own = {one.state: _read(one) for one in newest if one.content}
    return dict(sorted({**on_shelf(), **own}.items()))


def law_of(state: str) -> StateLaw:
    """A State's law in force. Raises NotFound where nothing is recorded."""
    newest = LawVersion.objects.filter(state=state).order_by("-number").first()
    if newest is not None and newest.content:
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
    """What is known of these States and the treaties.

    What is from memory only is in it as not known: it decides nothing.
    """
    wanted = (law for code, law in laws().items() if code in states)
    return [
        one.membership if one.status.decides else Membership(one.membership.treaty, law.state)
        for law in wanted
        for one in law.joinings
    ]


def treaties_between(one: str, other: str) -> list[OtherTreaty]:
    """Bilateral, regional and sectoral treaties between two States, as the law of either tells.

    What both tell alike is one treaty, read if either read it. Each says from when it is in force
    and whether it was read; a key that two treaties have is made unlike.
    """
    known = laws()
    told = [
        (pact.treaty, code)
        for code, with_state in ((one, other), (other, one))
        if code in known
        for pact in known[code].pacts
        if with_state in pact.states
    ]
    alike: dict[tuple[object, ...], tuple[OtherTreaty, str]] = {}
    for pact, code in sorted(told, key=lambda pair: not pair[0].is_read):
        alike.setdefault(
            (pact.key, pact.name, pact.covers, pact.sectoral, pact.since), (pact, code)
        )
    found: dict[str, OtherTreaty] = {}
    for pact, code in alike.values():
        key = pact.key if pact.key not in found else f"{pact.key}-{code}-{len(found)}"
        found[key] = replace(pact, key=key)
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
