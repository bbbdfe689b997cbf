"""Whatever is learned later, of the facts or of the law, never turns an answer round.

One fact is hidden at a time, and many: a member of a set, the word that a set is complete, an
answer. Laws are drawn as they are recorded: with cells missing, known in different ways, with ages
and attempts.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.knowledge.law.comparing import KnownOffence
from homeward.knowledge.law.conduct import SETS, Conduct
from homeward.knowledge.law.elements import ACTS, MEANS, PURPOSES, VICTIMS, Status
from homeward.knowledge.law.matching import KnownCell, Result, hold_against

UNCLEAR = Result.UNCLEAR
Answers = dict[str, Result]
ANSWERS = ("moved", "willing", "age", "third_party", "threat")
YES_NO = st.booleans()


def words(of: dict[str, Any]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(of)), min_size=1, max_size=3, unique=True)


REQUIRED = st.fixed_dictionaries({"required": YES_NO})
VALUES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "conduct": st.fixed_dictionaries(
        {"acts": words(ACTS)},
        optional={"all": st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=2)},
    ),
    "movement": REQUIRED,
    "means": st.fixed_dictionaries({"any": words(MEANS)}),
    "consent": st.fixed_dictionaries(
        {"without_consent": YES_NO}, optional={"age": st.integers(7, 21)}
    ),
    "victim": st.fixed_dictionaries(
        {"any": words(VICTIMS)}, optional={"below_age": st.integers(7, 21)}
    ),
    "purpose": st.fixed_dictionaries({"any": words(PURPOSES)}),
    "third_party": REQUIRED,
    "threat": REQUIRED,
    "attempt": st.fixed_dictionaries({"punishable": YES_NO}),
}


@st.composite
def laws(draw: st.DrawFn) -> KnownOffence:
    """An offence with some of its cells, each known in its own way."""
    cells = []
    for element, values in VALUES.items():
        if draw(st.integers(0, 7)):
            status = draw(st.sampled_from([*Status, Status.TEXT_READ, Status.TEXT_READ]))
            cells.append(KnownCell(element, draw(values), "section 1", status))
    return KnownOffence("XA", "it", "kidnapping", "It", "section 1", tuple(cells))


def some(of: dict[str, Any]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted({*of} - {"none_needed"})), max_size=4)


@st.composite
def facts(draw: st.DrawFn) -> Conduct:
    """A conduct of which all is known, and whose answers do not contradict each other."""
    moved, threat = draw(YES_NO), draw(YES_NO)
    surely_not = {"carry_away": not moved, "threaten_hostage": not threat}
    return Conduct(
        acts=draw(some(ACTS)) - {act for act, is_not in surely_not.items() if is_not},
        moved=moved,
        means=draw(some(MEANS)),
        willing=draw(YES_NO),
        age=draw(st.integers(1, 80)),
        purposes=draw(some(PURPOSES)),
        third_party=draw(YES_NO),
        threat=threat,
        completed=draw(YES_NO),
        complete=frozenset(draw(st.sets(st.sampled_from(SETS)))),
    )


def with_one_hidden(whole: Conduct) -> list[Conduct]:
    """The conduct with each single fact hidden; who knows not all knows not that it is all."""
    hidden = [replace(whole, **{name: None}) for name in ANSWERS]
    for name in SETS:
        less = whole.complete - {name}
        known: frozenset[str] = getattr(whole, name)
        hidden.append(replace(whole, complete=less))
        hidden += [replace(whole, complete=less, **{name: known - {one}}) for one in known]
    return hidden


def held(law: KnownOffence, conduct: Conduct, cells: Iterable[KnownCell] = ()) -> Answers:
    """The answer of each element, and of the offence: where each holds, the whole does."""
    found = hold_against(law.key, cells or law.cells, conduct)
    return {one.element: one.result for one in found.findings} | {"offence": found.result}


def turned(early: Answers, final: Answers) -> dict[str, tuple[Result, Result]]:
    """What was said early and does not hold in the end."""
    said = {name: (early[name], final[name]) for name in early if name in final}
    return {name: pair for name, pair in said.items() if pair[0] not in (UNCLEAR, pair[1])}


@pytest.mark.parametrize("element", VALUES)
@given(st.data(), facts())
def test_hiding_any_one_fact_turns_no_answer_round(
    element: str, data: st.DataObject, whole: Conduct
) -> None:
    """Element by element, so that nothing hides behind another that is not met."""
    cell = KnownCell(element, data.draw(VALUES[element]), "section 1", Status.TEXT_READ)
    law = KnownOffence("XA", "it", "kidnapping", "It", "section 1", (cell,))
    final = held(law, whole)
    for less in with_one_hidden(whole):
        assert not turned(held(law, less), final), less


@given(laws(), facts(), st.data())
def test_hiding_many_facts_turns_no_answer_round(
    law: KnownOffence, whole: Conduct, data: st.DataObject
) -> None:
    less = whole
    for _ in range(data.draw(st.integers(1, 6))):
        less = data.draw(st.sampled_from(with_one_hidden(less)))
    assert not turned(held(law, less), held(law, whole))


@given(laws(), facts())
def test_reading_a_law_turns_no_answer_round(law: KnownOffence, whole: Conduct) -> None:
    read = [replace(cell, status=Status.TEXT_READ) for cell in law.cells]
    assert not turned(held(law, whole), held(law, whole, read))


@given(laws(), facts())
def test_recording_a_cell_turns_no_answer_round(law: KnownOffence, whole: Conduct) -> None:
    """But whom an offence protects: a law that names nobody protects everybody."""
    after = held(law, whole)
    for cell in law.cells:
        fewer = [one for one in law.cells if one is not cell]
        if cell.element != "victim" and fewer:
            assert not turned(held(law, whole, fewer), after), cell.element
