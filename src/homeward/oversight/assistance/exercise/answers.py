"""What a simulated authority of another State can answer by itself, kind by kind of request.

These are the kinds that exercises use, with what an answer to each says. cooperation declares the
kinds; that both say the same is in the tests, since a scenario is checked where no node is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from homeward.oversight.assistance.exercise.faults import Fault
from homeward.oversight.assistance.exercise.scenario import Answer, Reply, Scenario

SIMULATED = ("XB",)  # the States that have a node in an exercise beside the one that trains
AMOUNT = re.compile(r"[A-Z]{3} \d{1,12}(\.\d{2})?")  # as a person types it into a form
# Between XA and XB an invented treaty holds, whose list of grounds takes the place of UNTOC 18(21)
# and 18(9) (18(7)): these grounds stand on both lists, so that a refusal on them is always open.
_ON_BOTH_LISTS = ("essential_interests", "dual_criminality")


@dataclass(frozen=True, slots=True)
class Answerable:
    """A kind of request that is answered by itself.

    `label` is its name on the English pages of the desk, `texts` what an answer says in the words
    of the scenario, `amounts` what it says in the scenario's `values`, `days` what is a day, so
    many from the answer on; `grounds` those of its closed list on which it may be refused here.
    """

    label: str
    texts: tuple[str, ...]
    grounds: tuple[str, ...]
    days: Mapping[str, int] = field(default_factory=dict)
    amounts: tuple[str, ...] = ()


ANSWERABLE: Mapping[str, Answerable] = {
    "preservation": Answerable(
        "Preservation of data",
        ("kept", "order"),
        ("domestic_law", "essential_interests"),
        {"kept_until": 90},
    ),
    "police_information": Answerable("Police information", ("information",), ("domestic_law",)),
    "records": Answerable(
        "Documents and records",
        ("executed_by", "records"),
        _ON_BOTH_LISTS,
        {"executed_on": 0},
    ),
    "freezing": Answerable(
        "Freezing of proceeds",
        ("authority", "reference"),
        _ON_BOTH_LISTS,
        {"valid_from": 0, "valid_to": 90},
        ("frozen",),
    ),
    "seizure": Answerable(
        "Seizure of property",
        ("authority", "reference"),
        _ON_BOTH_LISTS,
        {"valid_from": 0, "valid_to": 90},
        ("frozen",),
    ),
    "other_assistance": Answerable(
        "Other assistance", ("executed_by", "result"), _ON_BOTH_LISTS, {"executed_on": 0}
    ),
}


def faults_of_replies(scenario: Scenario) -> Iterator[Fault]:
    """What is wrong with the answers of a scenario: `unanswerable` (a kind that no desk answers by
    itself, or a ground, an amount or a State that is none), `two_replies` (one of them never comes,
    since one before it answers the same requests)."""
    before: list[Reply] = []
    for one in scenario.replies:
        kind = ANSWERABLE.get(one.kind)
        if one.state not in SIMULATED:
            yield Fault("unanswerable", (one.id, one.state))
        if kind is None:
            yield Fault("unanswerable", (one.id, one.kind))
        else:
            yield from _faults_of(one, kind)
        for other in before:
            if (other.state, other.kind) == (one.state, one.kind) and _covers(other, one):
                yield Fault("two_replies", (other.id, one.id))
        before.append(one)


def _faults_of(reply: Reply, kind: Answerable) -> Iterator[Fault]:
    if reply.answer is Answer.REFUSE and reply.ground not in kind.grounds:
        yield Fault("unanswerable", (reply.id, f"ground={reply.ground}"))
    if reply.answer is not Answer.REFUSE and reply.ground:
        yield Fault("unanswerable", (reply.id, f"ground={reply.ground}"))
    wanted = kind.amounts if reply.answer is Answer.EXECUTE else ()
    for name in {*wanted, *reply.values}:
        value = reply.values.get(name, "")
        if name not in wanted or not AMOUNT.fullmatch(value):
            yield Fault("unanswerable", (reply.id, f"{name}={value}"))


def _covers(first: Reply, second: Reply) -> bool:
    """Whether the first answers every request that the second would."""
    return not first.asked or (
        bool(second.asked)
        and all(any(one in said for one in _low(first.asked)) for said in _low(second.asked))
    )


def _low(words: tuple[str, ...]) -> list[str]:
    return [one.casefold() for one in words]


def words_wanted(reply: Reply) -> tuple[str, ...]:
    """Which words a scenario has for an answer, in each of its languages."""
    kind = ANSWERABLE.get(reply.kind)
    if reply.answer is Answer.SILENT or kind is None:
        return ()
    return ("reasons",) if reply.answer is Answer.REFUSE else kind.texts


def chosen(replies: tuple[Reply, ...], state: str, kind: str, letter: str) -> Reply | None:
    """The first answer of a State to a request of a kind whose letter says what `asked` looks for;
    None where the scenario says nothing of it."""
    said = letter.casefold()
    for one in replies:
        fits = not one.asked or any(word in said for word in _low(one.asked))
        if fits and (one.state, one.kind) == (state, kind):
            return one
    return None
