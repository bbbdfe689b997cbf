"""Closed lists that practices name by code: who acts, services for people, tools of Homeward."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.knowledge.law.elements import ELEMENTS, Element
from homeward.knowledge.manual.roles import PlanRole

# Whoever acts outside a running crisis; the roles inside one are those of the playbooks.
INSTITUTIONS: dict[str, Promise] = {
    "duty_officer": _("Duty officer"),
    "police_leadership": _("Police leadership"),
    "border": _("Border and coast guard"),
    "judge": _("Judge"),
    "central_authority": _("Central authority"),
    "legislator": _("Whoever drafts the law"),
    "fiu": _("Financial intelligence unit"),
    "asset_manager": _("Office that manages and returns assets"),
    "bank": _("Bank or payment provider"),
    "telecom": _("Telecommunications company"),
    "platform": _("Online platform"),
    "insurer": _("Insurer"),
    "carrier": _("Shipping, airline or transport company"),
    "employer": _("Employer"),
    "school": _("School"),
    "health": _("Health service"),
    "social": _("Social service"),
    "child_protection": _("Child protection"),
    "ngo": _("Civil society organization"),
    "prison": _("Prison service"),
    "statistics": _("Statistics office"),
    "training": _("Training institution"),
    "person_at_risk": _("Person at risk"),
    "relative": pgettext_lazy("role in a practice", "Relative"),
}
ROLES: dict[str, str | Promise] = {**dict(PlanRole.choices), **INSTITUTIONS}

# The needs that the support file knows, by the same codes; the tests compare the two.
SERVICES: dict[str, Promise] = {
    "care": _("Medical care"),
    "medicine": _("Medicine or aids"),
    "mental_health": _("Mental health"),
    "child_care": _("Child care"),
    "school": _("School"),
    "housing": _("Housing"),
    "work": _("Work"),
    "travel": pgettext_lazy("kind of need", "Travel"),
    "documents": _("Identity and travel documents"),
    "translation": _("Translation or interpreting"),
    "media": _("Advice about media"),
    "bank": _("Access to a bank account"),
    "attorney": _("Power of attorney"),
    "salary": _("Salary"),
    "mortgage": _("Mortgage, rent or loans"),
    "insurance": pgettext_lazy("kind of need", "Insurance"),
    "tax": _("Tax"),
    "money": _("Money for daily life"),
    "digital": _("Digital accounts and devices"),
    "legal_help": _("Legal help"),
    "compensation": pgettext_lazy("kind of need", "Compensation"),
    "restitution": _("Restitution"),
    "safety": _("Safety of person and home"),
}

# What Homeward offers to carry a practice out. Rooms say where each is found (`ports`); one that no
# room of this node offers is named without a link.
TOOLS: dict[str, Promise] = {
    "first-call": _("Open a case from a first call"),
    "case-file": _("The case file and its timeline"),
    "evidence": _("Evidence with its custody"),
    "playbooks": _("Playbooks that run on a case"),
    "crisis-room": _("The crisis room"),
    "decisions": _("The decision log"),
    "contacts": _("The record of contacts with the offenders"),
    "public-alert": _("Public alerts"),
    "print-pack": _("The printed pack of a case"),
    "requests": _("Requests to another State"),
    "life-at-risk": _("Urgent requests where a life is at risk"),
    "money": _("Following the ransom through ledgers"),
    "restraint": _("Orders over property: freezing, seizing, confiscating, returning"),
    "support-file": _("The support file of victims and families"),
    "family-contact": _("The contact plan with a family, and what was promised"),
    "services": _("The register of services"),
    "protection": _("Protection measures"),
    "compensation": _("Compensation and restitution claims"),
    "law": _("The law of States, side by side"),
    "law-gaps": _("The gaps of a law against the minimum elements"),
    "double-criminality": _("The check of double criminality and of treaty routes"),
    "directory": _("The directory of authorities"),
    "duty": _("The duty roster, tasks and clocks"),
    "connections": _("Connections with other nodes"),
    "journal": _("The record of who did and saw what"),
    "partners": _("The register of companies, their protocols and orders"),
    "links": _("What cases share, and the network of a group"),
    "trends": _("Figures and trends"),
    "courses": _("Courses and exercises"),
    "reports": _("Reports on the implementation of the resolutions"),
    "prevention": _("Advice for people at risk, and the self-check"),
}

# What a practice may be about in the law room: the elements of its matrix.
TOPICS: Mapping[str, Element] = ELEMENTS


def role_name(code: str) -> str:
    """A role in the reader's language, as it is shipped."""
    return str(ROLES.get(code, code))
