"""What a check says: a sentence, the elements side by side, what is missing and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from homeward.foundation.web.tones import Tone
from homeward.knowledge.law.check_forms import FactsForm
from homeward.knowledge.law.checking import Checked
from homeward.knowledge.law.comparing import KnownOffence, UnderLaw
from homeward.knowledge.law.elements import ELEMENTS
from homeward.knowledge.law.matching import Finding, OffenceFindings, Result
from homeward.knowledge.law.route import Route, Step
from homeward.knowledge.law.rows import CellRow, cell_row
from homeward.knowledge.law.statelaw import StateLaw
from homeward.knowledge.law.words import RESULTS, Mark

OPEN = {
    Result.MET: Mark(pgettext_lazy("way to ask", "Open"), "check", Tone.SUCCESS),
    Result.NOT_MET: Mark(pgettext_lazy("way to ask", "Closed"), "cross", Tone.DANGER),
    Result.UNCLEAR: Mark(pgettext_lazy("way to ask", "Unclear"), "waiting", Tone.WARNING),
}
_ASK = {
    "conduct": gettext_lazy("Find out what was done to the victim."),
    "victim": gettext_lazy("Find out the victim's age, and whether the victim is a person whom the"
                           " provision protects."),
    "movement": gettext_lazy("Find out whether the victim was brought to another place."),
    "means": gettext_lazy("Find out by what means it was done."),
    "consent": gettext_lazy("Find out whether the victim agreed, and the victim's age."),
    "purpose": gettext_lazy("Find out to what end it was done."),
    "third_party": gettext_lazy("Find out whether somebody else was to be compelled."),
    "threat": gettext_lazy("Find out whether the victim was threatened, and with what."),
}  # fmt: skip
# The questions behind the tests of UNTOC that are put together from several answers.
_BEHIND = {
    "UNTOC 2(b), 3(1)(a)": ("convention_offence",),
    "UNTOC 2(a)": ("three_or_more", "structured", "benefit"),
    "UNTOC 3(2)": ("more_states", "planned_elsewhere", "group_in_states", "effects_elsewhere"),
    "UNTOC 3(2), 16(1)": ("more_states", "planned_elsewhere", "group_in_states",
                          "effects_elsewhere", "person_there"),
    "UNTOC 3(2), 18(1)": ("more_states", "planned_elsewhere", "group_in_states",
                          "effects_elsewhere", "traces_there"),
}  # fmt: skip
_OF_REQUESTED = ("double_criminality", "treaty_required", "extradition_of_nationals")


@dataclass(frozen=True, slots=True)
class SideWords:
    """What one law says of an element: the result, why, and the cell with its provision."""

    mark: Mark
    reason: Any
    row: CellRow


@dataclass(frozen=True, slots=True)
class ElementWords:
    """One element under both laws; a side is None where the law has no offence recorded."""

    label: Any
    help: Any
    sides: tuple[SideWords | None, ...]


@dataclass(frozen=True, slots=True)
class ToDo:
    """What would make an unclear element clear: where, and what to do."""

    state: str
    label: Any
    what: Any
    provision: str = ""


@dataclass(frozen=True, slots=True)
class OffenceWords:
    """An offence held against the conduct: its result, and the elements that are not met."""

    offence: KnownOffence
    mark: Mark
    lacks: tuple[Any, ...]
    unclear: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StepWords:
    """A test of a treaty with its mark and the questions behind it that nobody answered."""

    step: Step
    mark: Mark
    open_questions: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RouteWords:
    """A way to ask with its tests."""

    route: Route
    mark: Mark
    steps: tuple[StepWords, ...]


def sentence(checked: Checked, names: dict[str, str]) -> str:
    """What the check came to, in plain words and never as a bare yes or no."""
    result = checked.comparison.result
    words = {"asking": names[checked.requesting], "asked": names[checked.requested]}
    if result is Result.MET:
        return (
            _(
                "On these facts, and by the texts that were read, the conduct is punishable in both"
                " States: %(asking)s and %(asked)s. The names of the offences do not matter, the"
                " conduct does. A court or authority of each State decides."
            )
            % words
        )
    sides = (checked.comparison.requesting, checked.comparison.requested)
    if result is Result.NOT_MET:
        lacking = [names[one.state] for one in sides if one.result is Result.NOT_MET]
        return _(
            "On these facts, no offence recorded for %(states)s reaches the conduct: the texts"
            " that were read ask for something that the facts do not have. See below what it is,"
            " and whether another offence or a further fact would change it."
        ) % {"states": ", ".join(lacking)}
    open_ = [names[one.state] for one in sides if one.result is Result.UNCLEAR]
    return _(
        "It is unclear whether the conduct is punishable in both States. What is open lies with"
        " %(states)s: facts are missing, or a provision was not read. See below what to find out."
    ) % {"states": ", ".join(open_)}


def element_rows(checked: Checked) -> list[ElementWords]:
    """Every element that was held against the nearest offence of either State."""
    sides = (checked.comparison.requesting, checked.comparison.requested)
    return [
        ElementWords(
            ELEMENTS[element].label,
            ELEMENTS[element].help,
            tuple(
                _side(under, found, element, checked.laws)
                for under, found in zip(sides, pair, strict=True)
            ),
        )
        for element, *pair in checked.comparison.rows
    ]


def _side(
    under: UnderLaw, found: OffenceFindings | None, element: str, laws: Any
) -> SideWords | None:
    finding = _finding(found, element)
    if finding is None or under.nearest is None:
        return None
    law: StateLaw = laws[under.state]
    row = cell_row(law, under.nearest[0], element, finding.cell)
    return SideWords(RESULTS[finding.result], finding.reason, row)


def _finding(found: OffenceFindings | None, element: str) -> Finding | None:
    listed = found.findings if found else ()
    return next((one for one in listed if one.element == element), None)


def to_do(checked: Checked, names: dict[str, str]) -> list[ToDo]:
    """What to find out, read or ask, for every element that is unclear."""
    conduct = checked.comparison.conduct
    found = []
    for under in (checked.comparison.requesting, checked.comparison.requested):
        name = names[under.state]
        if under.nearest is None:
            what = _("Nothing is recorded of this State's law. Ask its central authority which"
                     " provision reaches the conduct.")  # fmt: skip
            found.append(ToDo(name, "", what))
            continue
        if under.may_lack_offences:
            what = _(
                "No recorded offence reaches the conduct, but nobody has recorded that these are"
                " all. Read whether another one does, deprivation of liberty above all."
            )
            found.append(ToDo(name, "", what))
        offence, findings = under.nearest
        for one in findings.findings:
            if one.result is not Result.UNCLEAR:
                continue
            provision = one.cell.provision if one.cell else offence.provision
            what = _what_to_do(one, has_acts=bool(conduct.acts))
            found.append(ToDo(name, ELEMENTS[one.element].label, what, provision))
    return found


def _what_to_do(finding: Finding, *, has_acts: bool) -> Any:
    if finding.cell is None:
        return _("Read the provision and record what it says of this element.")
    if not finding.cell.status.decides:
        return _("Read the provision: what is recorded is from memory.")
    if finding.element == "conduct" and has_acts:
        return _("Ask a lawyer of that State whether its words reach what was done.")
    return _ASK.get(finding.element, _("Find out more of the facts."))


def others(under: UnderLaw) -> list[OffenceWords]:
    """The offences of a State beside the nearest, the nearer ones first."""
    return [_offence(offence, findings) for offence, findings in under.offences[1:]]


def nearest(under: UnderLaw) -> OffenceWords | None:
    """The offence of a State that comes nearest to the conduct."""
    return _offence(*under.nearest) if under.nearest else None


def _offence(offence: KnownOffence, findings: OffenceFindings) -> OffenceWords:
    def named(result: Result) -> tuple[Any, ...]:
        return tuple(
            ELEMENTS[one.element].label for one in findings.findings if one.result is result
        )

    return OffenceWords(
        offence, RESULTS[findings.result], named(Result.NOT_MET), named(Result.UNCLEAR)
    )


def route_rows(checked: Checked, form: FactsForm) -> list[RouteWords]:
    """Every way to ask with its tests, in the order in which they are tried."""
    return [
        RouteWords(route, OPEN[route.result], tuple(_step(one, form) for one in route.steps))
        for route in checked.routes
    ]


def _step(step: Step, form: FactsForm) -> StepWords:
    behind: Iterable[str] = _BEHIND.get(step.article, ())
    questions = form.unanswered(behind) if step.result is Result.UNCLEAR else []
    return StepWords(step, RESULTS[step.result], tuple(questions))


def route_sentence(checked: Checked) -> str:
    """Which way is open first, or what stands in the way."""
    first = next((one for one in checked.routes if one.result is Result.MET), None)
    if first is not None:
        return _(
            "On what is known, the first way that is open is: %(name)s. Others that are open may be"
            " cited beside it."
        ) % {"name": first.name}
    unclear = [one for one in checked.routes if one.result is Result.UNCLEAR]
    if not unclear:
        return _("On what is known, every way is closed. See which test each of them fails.")
    return _(
        "No way is surely open on what is known. Begin with what is missing for: %(name)s."
    ) % {"name": unclear[0].name}


def requested_rows(checked: Checked) -> list[CellRow]:
    """What the requested State's own law says of being asked."""
    law = checked.laws.get(checked.requested)
    if law is None:
        return []
    known = {cell.element: cell for cell in law.cells}
    return [cell_row(law, None, one, known.get(one)) for one in _OF_REQUESTED]
