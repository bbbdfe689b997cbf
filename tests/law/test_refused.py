"""What a law cannot say is refused, with the place and the rule."""

import re
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from homeward.knowledge.law.errors import LawFault
from homeward.knowledge.law.shelf import shipped
from homeward.knowledge.law.statelaw import KEY, read_state_law
from homeward.knowledge.law.treaties import own_rules
from tests.law.test_changing import CELL, LAW

TODAY = date(2026, 11, 29)
READ = {name: CELL[name] for name in ("provision", "status", "source", "paraphrase")}
PACT = {"key": "p", "name": "Treaty", "covers": ["assistance"], "states": ["XB"],
        "in_force": date(2020, 1, 1)} | READ  # fmt: skip
PARTY = {"treaty": "untoc", "standing": "party", "since": date(2020, 1, 1)} | READ
SOURCE = LAW["source"][0]
HEAD: dict[str, Any] = LAW["offence"][0]


def offence(*cells: dict[str, Any], **head: object) -> dict[str, Any]:
    """The law with an offence of these cells."""
    named = [{**READ, **cell} for cell in cells] or [CELL]
    return {**deepcopy(LAW), "offence": [{**HEAD, "cell": named, **head}]}


def of_state(**cell: object) -> dict[str, Any]:
    return {**LAW, "cell": [{**READ, **cell}]}


def penalty(**value: object) -> dict[str, Any]:
    return {"element": "penalty", **value}


def levels(*found: dict[str, Any]) -> dict[str, Any]:
    return {"element": "aggravation", "levels": [*found]}


TEN_YEARS = penalty(min_months=120, max_months=240)
GAIN = {"element": "purpose", "any": ["gain"]}
UNDER_CELL = {**CELL, "provision": "\u200b"}
CASES = [
    (offence({**CELL, "provision": "-"}), "Conduct, field provision: it has no letter"),
    (offence(UNDER_CELL), "Conduct, field provision: it has no letter"),
    (offence({**CELL, "source": "XD9"}), "Conduct, field source: this State has no such source"),
    (offence({**CELL, "source": "XD9", "status": "from memory"}), "has no such source"),
    (offence(TEN_YEARS, levels({"ground": "weapon", "max_months": 12})), "below the basic form"),
    (offence(levels({"ground": "weapon", "life": False})), "a level that says nothing"),
    (offence({"element": "aggravation", "no_levels": False}), "names no ground"),
    (offence(penalty(life=True, max_months=12)), "life or death beside at most 12 months"),
    (offence(penalty(fine=False)), "Penalty, field -: says nothing"),
    (offence({"element": "means", "any": ["none_needed", "force"]}), "exclude each other"),
    (offence({"element": "purpose", "any": ["gain", "none_needed"]}), "exclude each other"),
    (offence({"element": "means", "any": ["force", "force"]}), "a word twice"),
    (of_state(element="ransom_rule", rules=["lawful", "offence_for_family"]), "exclude each"),
    (of_state(element="limitation", years=10, none=True), "years and no limit in time"),
    ({**LAW, "treaty": [PACT | {"states": ["XB", "XD"]}]}, "no treaty with itself"),
    ({**LAW, "treaty": [PACT | {"states": ["XB", "XB"]}]}, "it is there twice"),
    ({**LAW, "treaty": [PACT | {"sectoral": "yes"}]}, "sectoral: it is true or false"),
    ({**LAW, "membership": [PARTY | {"standing": "not_party"}]}, "since: only a party has it"),
    ({**LAW, "membership": [{"treaty": "untoc", "standing": "not_party", "is_basis": True} | READ]},
     "is_basis: only a party has it"),
    ({**LAW, "membership": [PARTY | {"since": TODAY + timedelta(days=1)}]}, "not come yet"),
    ({**LAW, "source": [SOURCE | {"read_on": date(2099, 1, 1)}]}, "not come yet"),
    ({**LAW, "source": [SOURCE | {"copy_date": date(2099, 1, 1)}]}, "not come yet"),
    ({**LAW, "source": [SOURCE | {"read_on": datetime(2026, 1, 1)}]}, "it is a date"),  # noqa: DTZ001
    ({**LAW, "source": [SOURCE | {"copy_date": date(2026, 1, 3)}]}, "later than the day on which"),
    ({**LAW, "source": [SOURCE | {"language": "the French"}]}, "field language: It is a code"),
    ({**LAW, "membership": [PARTY | {"since": date(1, 1, 1)}]}, "adopted on 15 Nov 2000"),
    ({**LAW, "source": [SOURCE | {"address": "x"}]}, "begins with https://"),
    ({**LAW, "source": [SOURCE | {"address": "https://[a.b"}]}, "begins with https://"),
    ({**LAW, "source": [SOURCE | {"key": "a/b"}]}, "field key: Use letters, digits"),
    (offence(iccs="0999"), "field iccs: it is one of"),
    (offence(iccs_reason="x"), "field iccs_reason"),
    (offence(GAIN, iccs="020222"), "020221 where release is bargained for"),
]  # fmt: skip


@pytest.mark.parametrize(("law", "says"), CASES, ids=[says for _, says in CASES])
def test_it_is_refused_with_the_rule(law: dict[str, Any], says: str) -> None:
    with pytest.raises(LawFault) as caught:
        read_state_law(law, "XD.toml", TODAY)
    assert says in str(caught.value.sentence())
    assert caught.value.params["place"]


def test_what_laws_do_say_is_taken() -> None:
    reason = "Moving is not needed. Gain is an aim; where release is bargained for it is 020221."
    for law in (
        offence(GAIN, iccs="020229", iccs_reason=reason),
        offence(GAIN, iccs="0205", about="extortion"),
        offence(TEN_YEARS, levels({"ground": "short", "min_months": 120, "max_months": 180})),
        offence(penalty(max_months=240, life=True), levels({"ground": "one degree up"})),
        of_state(element="limitation", none=True),
        {**LAW, "treaty": [PACT | {"in_force": date(2099, 1, 1), "sectoral": True}]},
        {**LAW, "membership": [PARTY | {"is_basis": False}]},
    ):
        read_state_law(law, "XD.toml", TODAY)
    assert KEY.search("a_b-1")
    assert not KEY.search("a/b"), "forms search where files match"
    assert not KEY.search("a\n")


def test_the_rules_of_being_asked_are_taken_from_what_was_read() -> None:
    cells = [
        {**READ, "element": "treaty_required", "for_extradition": False},
        {**READ, "element": "double_criminality", "required_for": ["extradition"]},
    ]
    rules = own_rules(read_state_law({**LAW, "cell": cells}, "XD").cells)
    assert rules.needs_treaty == {"extradition": False}
    assert rules.dual_for == {"extradition"}
    recalled = [{**one, "status": "from memory"} for one in cells]
    rules = own_rules(read_state_law({**LAW, "cell": recalled}, "XD").cells)
    assert (rules.needs_treaty, rules.dual_for) == ({}, None)


WORDS_OF_MOVING = r"mov|taken? away|tak(es|ing) (the victim )?away|carr(y|ied)|removed|conveys"


@pytest.mark.parametrize("state", sorted(shipped()))
def test_every_class_says_whether_the_victim_is_taken_away(state: str) -> None:
    for one in shipped()[state].offences:
        assert re.search(WORDS_OF_MOVING, one.iccs_reason), (one.key, one.iccs_reason)
