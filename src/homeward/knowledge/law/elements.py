"""What is recorded of an offence and of a State's law: the elements, and what each may say.

An element is described by cells: a value of its own shape, the provision, and how it is known. The
shapes are those of the data files (`data/states/*.toml`), of the editor and of import and export.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from homeward.knowledge.law.penalties import LIFE, has_figure, upside_down

ACTS = {
    "seize": _("seizing or arresting"),
    "carry_away": _("carrying away"),
    "lure": _("luring away"),
    "detain": _("detaining"),
    "confine": _("confining"),
    "retain": _("keeping back"),
    "hide": _("hiding"),
    "control": _("gaining control of a person"),
    "threaten_hostage": _("threatening a hostage"),
    "demand": _("demanding something"),
    "convert_proceeds": _("converting or transferring proceeds"),
    "hide_proceeds": _("hiding proceeds or their origin"),
    "hold_proceeds": _("acquiring, holding or using proceeds"),
}
MEANS = {
    "none_needed": _("no means named"),
    "force": _("force"),
    "threat": _("threat"),
    "deceit": _("deceit"),
    "enticement": _("enticement"),
    "abuse_of_power": _("abuse of power"),
    "weapon": _("a weapon"),
    "without_lawful_authority": _("without lawful authority"),
}
PURPOSES = {
    "none_needed": _("no purpose needed"),
    "gain": _("gain, ransom among it"),
    "any_advantage": _("an advantage of any kind"),
    "compel_act": _("compelling somebody to act or not to act"),
    "hostage": _("holding as a hostage"),
    "commit_crime": _("committing or easing another crime"),
    "flight": _("flight"),
    "harm": _("harming the victim"),
    "sexual": _("a sexual aim"),
    "terror": _("a terrorist aim"),
    "political": _("a political aim"),
    "exploitation": _("exploitation"),
}
VICTIMS = {
    "anyone": _("anyone"),
    "minor": _("a minor"),
    "vulnerable": _("a vulnerable person"),
    "woman": _("a woman"),
    "official": _("an official"),
    "protected_person": _("an internationally protected person"),
}
RANSOM_RULES = {
    "lawful": _("paying is not forbidden"),
    "lawful_if_notified": _("lawful once the authorities were told"),
    "offence_for_family": _("an offence for the family too"),
    "offence_for_intermediary": _("an offence for whoever negotiates or helps to pay"),
    "insurance_void": _("insurance of ransom is void"),
    "insurance_offence": _("insuring ransom is an offence"),
    "controlled_payment_possible": _("the authorities may let a payment be made and watch it"),
    "terrorist_only": _("only payments to terrorists are forbidden"),
}
JURISDICTION = {
    "territory": _("the State's territory"),
    "ship_or_aircraft": _("its ships and aircraft"),
    "national_offender": _("the offender is its national"),
    "resident_offender": _("the offender lives there"),
    "national_victim": _("the victim is its national"),
    "state_compelled": _("the State itself is to be compelled"),
    "found_here": _("the offender is found there and not extradited"),
    "universal": _("wherever and whoever"),
}
TECHNIQUES = {
    "interception": _("interception"),
    "undercover": _("undercover work"),
    "controlled_delivery": _("controlled delivery"),
    "controlled_payment": _("a controlled payment of ransom"),
    "delayed_arrest": _("delayed arrest or seizure"),
}
CONFISCATION = {
    "proceeds": _("proceeds"),
    "equivalent_value": _("equivalent value"),
    "extended": _("extended confiscation"),
    "instrumentalities": _("what was used or meant to be used"),
    "non_conviction": _("without a conviction"),
    "ransom_money": _("the ransom itself"),
}
RIGHTS = {
    "compensation_fund": _("compensation from a fund"),
    "restitution": _("restitution by the offender"),
    "informed": _("to be told of the proceedings"),
    "heard": _("to be heard"),
    "protection": _("protection"),
    "assistance": _("assistance"),
    "part_in_proceedings": _("to take part in the proceedings"),
}
MEASURES = {
    "none": _("none"),
    "mandatory": _("must be ordered"),
    "discretionary": _("may be ordered"),
    "watch_only": _("the assets are watched only"),
}
SUBJECTS = {
    "extradition": _("extradition"),
    "assistance": _("all assistance"),
    "coercive_assistance": _("assistance with coercive measures"),
    "confiscation": _("confiscation"),
}
NATIONALS = {
    "never": _("never extradited"),
    "allowed": _("extradited as others are"),
    "conditional": _("extradited on conditions"),
}
ABOUT = {
    "kidnapping": _("kidnapping"),
    "hostage_taking": _("taking of hostages"),
    "deprivation_of_liberty": _("deprivation of liberty"),
    "extortion": _("extortion"),
    "laundering": _("money laundering"),
    "ransom_money": _("dealing in ransom"),
}
# What takes or holds a person: the offences that a kidnapping may come under.
TAKINGS = ("kidnapping", "hostage_taking", "deprivation_of_liberty")
LEGAL_FAMILIES = {
    "civil": _("civil law"),
    "common": _("common law"),
    "islamic": _("Islamic law"),
    "mixed": _("mixed"),
    "customary": _("customary law"),
}
LONGEST_LINE = 500


class Status(StrEnum):
    """How a cell is known. Only what was read or verified decides anything."""

    FROM_MEMORY = "from_memory"
    TEXT_READ = "text_read"
    VERIFIED = "verified"

    @property
    def decides(self) -> bool:
        """Whether a conclusion may rest on it."""
        return self is not Status.FROM_MEMORY


Check = Callable[[Any], StrPromise | str]
NOTHING = ""


@dataclass(frozen=True, slots=True)
class SomeOf:
    """A check of a list whose members are among the choices.

    `alone` is a word that stands by itself; `apart` are pairs of which a law has one at most.
    """

    choices: Mapping[str, StrPromise]
    alone: str = ""
    apart: tuple[tuple[str, str], ...] = ()

    def __call__(self, value: Any) -> StrPromise | str:
        """What is wrong with the value; empty text where nothing is."""
        if not isinstance(value, list) or not value:
            return _("is a list that is not empty")
        unknown = [one for one in value if not isinstance(one, str) or one not in self.choices]
        wrong = _("has %(unknown)s, which is none of: %(choices)s")
        listed = {"unknown": ", ".join(map(str, unknown)), "choices": ", ".join(self.choices)}
        if unknown:
            return wrong % listed
        if len({*value}) < len(value):
            return _("has a word twice")
        pairs = [(self.alone, one) for one in value if one != self.alone] + [*self.apart]
        for pair in pairs:
            if {*pair} <= {*value}:
                clash = _("has %(one)s and %(other)s, which exclude each other")
                return clash % {"one": self.choices[pair[0]], "other": self.choices[pair[1]]}
        return NOTHING


@dataclass(frozen=True, slots=True)
class OneOf:
    """A check of one word that is among the choices."""

    choices: Mapping[str, StrPromise]

    def __call__(self, value: Any) -> StrPromise | str:
        """What is wrong with the value; empty text where nothing is."""
        good = isinstance(value, str) and value in self.choices
        wrong = _("is one of: %(choices)s")
        return NOTHING if good else wrong % {"choices": ", ".join(self.choices)}


def yes_or_no(value: Any) -> StrPromise | str:
    """What is wrong with a yes or no; empty text where nothing is."""
    return NOTHING if isinstance(value, bool) else _("is true or false")


def whole_number(value: Any) -> StrPromise | str:
    """What is wrong with a number; empty text where nothing is."""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LIFE
    return NOTHING if good else _("is a whole number, not below zero")


def sentences(value: Any) -> StrPromise | str:
    """What is wrong with a list of sentences, each in a line of its own."""
    good = isinstance(value, list) and value and all(_is_line(one) for one in value)
    return NOTHING if good else _("is a list of sentences")


OF_A_PENALTY: dict[str, Check] = {
    "min_months": whole_number,
    "max_months": whole_number,
    "life": yes_or_no,
    "death": yes_or_no,
    "fine": yes_or_no,
}


def _is_line(value: Any) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_LINE:
        return False
    return [value] == value.strip().splitlines()


def penalty_levels(value: Any) -> StrPromise | str:
    """What is wrong with the levels of an aggravation; empty text where nothing is."""
    if not isinstance(value, list) or not value:
        return _("is a list that is not empty")
    for level in value:
        if not isinstance(level, dict) or not _is_line(level.get("ground")):
            return _("needs a ground at each level")
        if len(level) > 1 and not has_figure(level):
            return _("has a level that says nothing: write its figures, or its ground only")
        for name, what in level.items():
            if name != "ground" and (name not in OF_A_PENALTY or OF_A_PENALTY[name](what)):
                return _("has a level whose %(field)s is not right") % {"field": name}
        if problem := upside_down(level):
            return problem
    return NOTHING


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the matrix (DESIGN: minimum elements); `needed` and `possible` are its fields."""

    code: str
    label: StrPromise
    help: StrPromise
    needed: Mapping[str, Check] = field(default_factory=dict)
    possible: Mapping[str, Check] = field(default_factory=dict)
    of_offence: bool = True
    apart: tuple[str, ...] = ()  # fields of which only one may say something
    whole: Check = lambda value: NOTHING  # what is wrong with the fields taken together

    def problems(self, value: Mapping[str, Any]) -> list[tuple[str, StrPromise | str]]:
        """Each field that is wrong, with what it must be; empty for a good value."""
        found: list[tuple[str, StrPromise | str]] = []
        found += [(name, _("is missing")) for name in self.needed if name not in value]
        for name, what in value.items():
            check = self.needed.get(name) or self.possible.get(name)
            problem = check(what) if check else _("is no field of this element")
            found += [(name, problem)] if problem else []
        if not value:
            found.append(("", _("says nothing: leave the cell out instead")))
        said = [name for name in self.apart if value.get(name)]
        found += [(name, _("contradicts another field of this element")) for name in said[1:]]
        if not found and (problem := upside_down(value)):
            found.append(("max_months", problem))
        if not found and (problem := self.whole(value)):
            found.append(("", problem))
        return found


def _penalty_says(value: Mapping[str, Any]) -> StrPromise | str:
    return NOTHING if has_figure(value) else _("says nothing: leave the cell out instead")


def _aggravation_says(value: Mapping[str, Any]) -> StrPromise | str:
    if "levels" in value or value.get("no_levels") is True:
        return NOTHING
    return _("names no ground: write the grounds that raise the penalty, or leave the cell out")


def _limits_once(value: Mapping[str, Any]) -> StrPromise | str:
    if value.get("none") is True and "years" in value:
        return _("has years and no limit in time: one of them is wrong")
    return NOTHING


_RANSOM_APART = (("lawful", "lawful_if_notified"), ("lawful", "offence_for_family"))


def _punishable(code: str, label: StrPromise, help: StrPromise) -> Element:
    return Element(code, label, help, {"punishable": yes_or_no})


_ALL = [
    Element("conduct", _("Conduct"), _("What the offender does; any one of the acts is enough."),
            {"acts": SomeOf(ACTS)}, {"all": SomeOf(ACTS)}),
    Element("movement", _("Movement"), _("Whether the victim must be moved."),
            {"required": yes_or_no}),
    Element("means", _("Means"), _("By what means; any one is enough."),
            {"any": SomeOf(MEANS, "none_needed")}),
    Element("consent", _("Consent"), _("Whether it is against the victim's will, and from what age"
            " a will counts."), {"without_consent": yes_or_no}, {"age": whole_number}),
    Element("victim", _("Victim"), _("Whom the offence protects, where it is not everybody; any one"
            " is enough."), {"any": SomeOf(VICTIMS)}, {"below_age": whole_number}),
    Element("purpose", _("Purpose"), _("What must be intended; any one is enough."),
            {"any": SomeOf(PURPOSES, "none_needed")}),
    Element("third_party", _("Third party"), _("Whether somebody else must be compelled."),
            {"required": yes_or_no}),
    Element("threat", _("Threat"), _("Whether a threat to kill, injure or keep the victim is"
            " needed."), {"required": yes_or_no}),
    _punishable("attempt", _("Attempt"), _("Whether the attempt is punished.")),
    _punishable("conspiracy", _("Agreement"), _("Whether the agreement to do it is punished.")),
    _punishable("participation", _("Participation"), _("Whether whoever helps is punished.")),
    Element("legal_persons", _("Legal persons"), _("Whether companies and the like answer for"
            " it."), {"liable": yes_or_no}),
    Element("penalty", _("Penalty"), _("The basic form, in months."), {}, OF_A_PENALTY,
            whole=_penalty_says),
    Element("aggravation", _("Aggravation"), _("Grounds that raise the penalty."), {},
            {"levels": penalty_levels, "no_levels": yes_or_no}, apart=("levels", "no_levels"),
            whole=_aggravation_says),
    Element("mitigation", _("Mitigation"), _("Grounds that lower it, release above all."),
            {"grounds": sentences}, {"for_release": yes_or_no}),
    Element("ransom_rule", _("Ransom"), _("What the law says of paying."),
            {"rules": SomeOf(RANSOM_RULES, apart=_RANSOM_APART)}, of_offence=False),
    Element("family_asset_measure", _("Assets of the family"), _("Freezing what the family owns:"
            " never mixed with freezing proceeds."), {"kind": OneOf(MEASURES)},
            {"term_months": whole_number}, of_offence=False),
    Element("jurisdiction", _("Jurisdiction"), _("Where and of whom the State's courts judge."),
            {"grounds": SomeOf(JURISDICTION)}, of_offence=False),
    Element("limitation", _("Limitation"), _("After how many years nobody is prosecuted."),
            {}, {"years": whole_number, "none": yes_or_no}, of_offence=False, whole=_limits_once),
    Element("special_techniques", _("Special techniques"), _("What investigators may be allowed."),
            {"kinds": SomeOf(TECHNIQUES)}, of_offence=False),
    Element("confiscation", _("Confiscation"), _("What may be taken from offenders for good."),
            {"kinds": SomeOf(CONFISCATION)}, of_offence=False),
    Element("victims_rights", _("Rights of victims"), _("What victims may ask for."),
            {"rights": SomeOf(RIGHTS)}, of_offence=False),
    Element("double_criminality", _("Double criminality"), _("For what the State asks for it."),
            {"required_for": SomeOf(SUBJECTS)}, {"threshold_months": whole_number},
            of_offence=False),
    Element("extradition_of_nationals", _("Own nationals"), _("Whether it extradites them."),
            {"kind": OneOf(NATIONALS)}, of_offence=False),
    Element("treaty_required", _("A treaty needed"), _("Whether it acts without a treaty."),
            {}, {"for_extradition": yes_or_no, "for_assistance": yes_or_no}, of_offence=False),
    Element("record", _("Completeness of the record"), _("Of what every offence of this State is"
            " recorded here. Until that is said, no conduct is surely unpunished."),
            {"whole": SomeOf(ABOUT)}, of_offence=False),
]  # fmt: skip
ELEMENTS = {one.code: one for one in _ALL}
OF_OFFENCE = [one for one in _ALL if one.of_offence]
OF_STATE = [one for one in _ALL if not one.of_offence]
