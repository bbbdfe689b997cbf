"""The roles and rules of separation that are shipped; the State may change each of them.

Names and duties are general practice in our own words, partly from memory; sources are named in
docs/how-to/run-a-crisis.md. What a State calls a role is for the State to say.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


SHIPPED_ROLES: tuple[Role, ...] = (
    Role(
        "strategic",
        _("Strategic commander"),
        _("Sets the aims and limits of the response, and answers for it. Never negotiates."),
    ),
    Role(
        "tactical",
        _("Tactical commander"),
        _("Turns the aims into a plan and leads its execution. Never negotiates."),
    ),
    Role(
        "operational",
        _("Operational commander"),
        _("Leads those who carry out one part of the plan."),
    ),
    Role(
        "negotiation_coordinator",
        _("Negotiation coordinator"),
        _("Leads the negotiators, keeps their shifts, and speaks for them to the commanders."),
    ),
    Role(
        "negotiator",
        _("Negotiator"),
        _("Advises the communicator or speaks himself. Decides nothing and commands nobody."),
    ),
    Role(
        "communicator",
        _("Communicator"),
        _("The voice of the family or the employer: carries messages and has no authority."),
        for_people=True,
    ),
    Role(
        "family_liaison",
        _("Family liaison"),
        _("Keeps the family informed and supported. Does not run the investigation."),
    ),
    Role(
        "intelligence",
        _("Intelligence"),
        _("Gathers and assesses what is known, and says how reliable it is."),
    ),
    Role(
        "technical",
        _("Technical and telecommunications"),
        _("Recordings, connection data and devices, under the orders that the law asks for."),
    ),
    Role("surveillance", _("Surveillance"), _("Observes within the orders that were given.")),
    Role(
        "intervention",
        _("Intervention"),
        _("Keeps the options of an intervention ready for the commanders."),
    ),
    Role("forensic", _("Forensics"), _("Secures traces and objects, and their custody.")),
    Role(
        "finance", _("Financial investigation"), _("Follows money, and alerts those who hold it.")
    ),
    Role("media", _("Media"), _("One line to the media, agreed with the commanders.")),
    Role("consular", _("Consular contact"), _("Speaks with the consulate of a foreign victim.")),
    Role(
        "victim_services",
        _("Victim services"),
        _("Prepares medical, psychological and practical support from the first day."),
    ),
    Role("prosecutor", _("Prosecutor"), _("Leads or advises in law, as the State provides.")),
    Role("log_keeper", _("Log-keeper"), _("Writes down what happens and what is decided, when.")),
    Role("legal", _("Legal and ethical adviser"), _("Advises the commanders on law and ethics.")),
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
