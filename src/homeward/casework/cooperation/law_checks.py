"""What a request keeps of a check of double criminality and of the way to ask."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.models import LawCheck, Request
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, name_of_person
from homeward.knowledge.law.check_words import OPEN
from homeward.knowledge.law.checking import Checked
from homeward.knowledge.law.comparing import UnderLaw
from homeward.knowledge.law.editions import edition_of
from homeward.knowledge.law.elements import ELEMENTS
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.words import RESULTS, TREATY_NAMES, Mark


def parties_of(request: Request) -> tuple[str, str]:
    """The requesting and the requested State."""
    own, other = settings.HOMEWARD_STATE, request.other_state
    return (own, other) if request.side == Side.REQUESTING else (other, own)


def outcome_of(checked: Checked) -> dict[str, Any]:
    """The result as it is kept: the nearest offences, each element, each way."""
    comparison = checked.comparison
    sides = (comparison.requesting, comparison.requested)
    return {
        "offences": [_nearest(one) for one in sides],
        "elements": [
            [element, *(_result(found, element) for found in pair)]
            for element, *pair in comparison.rows
        ],
        "charged": checked.charged.key if checked.charged else "",
        "serious": str(checked.serious),
        "ways": [
            [one.code, "" if one.code in TREATY_NAMES else str(one.name), str(one.result)]
            for one in checked.routes
        ],
    }


def _nearest(under: UnderLaw) -> dict[str, str]:
    if under.nearest is None:
        return {"state": under.state, "result": str(under.result)}
    offence, findings = under.nearest
    return {
        "state": under.state,
        "key": offence.key,
        "title": offence.title,
        "provision": offence.provision,
        "result": str(findings.result),
    }


def _result(found: Any, element: str) -> str:
    listed = found.findings if found else ()
    return next((str(one.result) for one in listed if one.element == element), "")


@dataclass(frozen=True, slots=True)
class KeptWords:
    """A kept check as the page of its request shows it.

    `changed` are the States whose law reads otherwise now, `given` the facts for a new check, none
    where the reader may not have them all.
    """

    at: datetime
    by: str
    mark: Mark
    offences: list[dict[str, Any]]
    open_elements: list[Any]
    ways: list[tuple[Any, Mark]]
    editions: list[dict[str, Any]]
    changed: list[str]
    given: list[tuple[str, str]]


# Of the victim and of what the offenders want: not for whoever only carries the request.
OF_THE_CASE = ("age", "willing", "purposes")


def facts_open_to(viewer: User, check: LawCheck) -> dict[str, list[str]]:
    """The facts of a check as far as the viewer may have them.

    Whoever made the check knows them, and so do members of the request's part of its case; the
    desk, which sees the request only, gets those that do not speak of the victim.
    """
    request = check.request
    is_inside = check.made_by == viewer.pk or (
        request.case_id is not None
        and request.compartment in compartments_of(viewer, request.case_id)
    )
    facts: dict[str, list[str]] = check.facts
    return {name: codes for name, codes in facts.items() if is_inside or name not in OF_THE_CASE}


def kept_words(check: LawCheck, viewer: User) -> KeptWords:
    """The words of a kept check, and whether the laws still read as they did."""
    facts = facts_open_to(viewer, check)
    is_whole = facts == check.facts
    names = state_names()
    editions = [one | {"name": state_name(one["state"], names)} for one in check.editions]
    return KeptWords(
        check.made_at,
        name_of_person(str(check.made_by)) if check.made_by else "",
        RESULTS[Result(check.result)],
        [
            one | {"name": state_name(one["state"], names), "mark": RESULTS[Result(one["result"])]}
            for one in check.outcome["offences"]
        ],
        [
            ELEMENTS[element].label
            for element, *results in check.outcome["elements"]
            if {*results} - {str(Result.MET)}
        ],
        [(_way(code, name), OPEN[Result(result)]) for code, name, result in check.outcome["ways"]],
        editions,
        [one["name"] for one in editions if edition_of(one["state"]).sha256 != one["sha256"]],
        [(name, one) for name, codes in facts.items() for one in codes] if is_whole else [],
    )


def _way(code: str, name: str) -> Any:
    return TREATY_NAMES.get(code, name)
