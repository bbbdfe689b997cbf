"""The roles and rules of separation that are shipped; the State may change each of them.

Names and duties are general practice in our own words, partly from memory; sources are named in
docs/how-to/run-a-crisis.md. What a State calls a role is for the State to say.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeward.knowledge.manual.roles import PlanRole

Text = str | Promise
# Not a role that somebody is given: whoever leads the file of the case.
CASE_LEAD = "case_lead"


@dataclass(frozen=True, slots=True)
class Role:
    """A role by its code; `for_people` lets a person of the case hold it who does not sign in."""

    code: str
    name: Text
    duties: Text
    for_people: bool = False
    is_active: bool = True
    is_shipped: bool = True
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever holds a role of `first` holds none of `second`: in the whole case with `ever`."""

    code: str
    first: frozenset[str]
    second: frozenset[str]
    reason: Text
    ever: bool = False
    is_active: bool = True
    is_shipped: bool = True
    revision: int = 0


def _shipped(role: PlanRole, duties: Text, *, for_people: bool = False) -> Role:
    return Role(role.value, role.label, duties, for_people=for_people)


SHIPPED_ROLES: tuple[Role, ...] = (
    _shipped(
        PlanRole.STRATEGIC,
        _("Sets the aims and limits of the response, and answers for it. Never negotiates."),
    ),
    _shipped(
        PlanRole.TACTICAL,
        _("Turns the aims into a plan and leads its execution. Never negotiates."),
    ),
    _shipped(
        PlanRole.OPERATIONAL,
        _("Leads those who carry out one part of the plan."),
    ),
    _shipped(
        PlanRole.NEGOTIATION_COORDINATOR,
        _("Leads the negotiators, keeps their shifts, and speaks for them to the commanders."),
    ),
    _shipped(
        PlanRole.NEGOTIATOR,
        _("Advises the communicator or speaks himself. Decides nothing and commands nobody."),
    ),
    _shipped(
        PlanRole.COMMUNICATOR,
        _("The voice of the family or the employer: carries messages and has no authority."),
        for_people=True,
    ),
    _shipped(
        PlanRole.FAMILY_LIAISON,
        _("Keeps the family informed and supported. Does not run the investigation."),
    ),
    _shipped(
        PlanRole.INTELLIGENCE,
        _("Gathers and assesses what is known, and says how reliable it is."),
    ),
    _shipped(
        PlanRole.TECHNICAL,
        _("Recordings, connection data and devices, under the orders that the law asks for."),
    ),
    _shipped(PlanRole.SURVEILLANCE, _("Observes within the orders that were given.")),
    _shipped(
        PlanRole.INTERVENTION,
        _("Keeps the options of an intervention ready for the commanders."),
    ),
    _shipped(PlanRole.FORENSIC, _("Secures traces and objects, and their custody.")),
    _shipped(PlanRole.FINANCE, _("Follows money, and alerts those who hold it.")),
    _shipped(PlanRole.MEDIA, _("One line to the media, agreed with the commanders.")),
    _shipped(PlanRole.CONSULAR, _("Speaks with the consulate of a foreign victim.")),
    _shipped(
        PlanRole.VICTIM_SERVICES,
        _("Prepares medical, psychological and practical support from the first day."),
    ),
    _shipped(PlanRole.PROSECUTOR, _("Leads or advises in law, as the State provides.")),
    _shipped(PlanRole.LOG_KEEPER, _("Writes down what happens and what is decided, when.")),
    _shipped(PlanRole.LEGAL, _("Advises the commanders on law and ethics.")),
)

_DECIDE = frozenset({"strategic", "tactical"})
SHIPPED_RULES: tuple[Rule, ...] = (
    Rule(
        "decides_never_negotiates",
        _DECIDE,
        frozenset({"negotiation_coordinator", "negotiator", "communicator"}),
        _("Whoever decides never negotiates."),
        ever=True,
    ),
    Rule(
        "negotiator_never_commands",
        frozenset({"negotiator"}),
        _DECIDE | {"operational"},
        _("A negotiator does not command."),
    ),
    Rule(
        "liaison_never_investigates",
        frozenset({"family_liaison"}),
        _DECIDE | {"operational", CASE_LEAD},
        _("Family liaison does not run the investigation."),
    ),
)
