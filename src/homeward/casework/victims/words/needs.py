"""The lists of needs: domains, the scale of assessments, kinds, and what becomes of a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Domain(models.TextChoices):
    """The part of life in which help is needed."""

    MEDICAL = "medical", pgettext_lazy("domain of needs", "Medical")
    PSYCHOLOGICAL = "psychological", pgettext_lazy("domain of needs", "Psychological")
    SOCIAL = "social", pgettext_lazy("domain of needs", "Social")
    ECONOMIC = "economic", pgettext_lazy("domain of needs", "Economic")
    LEGAL = "legal", pgettext_lazy("domain of needs", "Legal")
    PROTECTION = "protection", pgettext_lazy("domain of needs", "Protection")


class Level(models.IntegerChoices):
    """How large the problem is: the generic qualifier of WHO's ICF (2001)."""

    NONE = 0, _("No problem")
    MILD = 1, _("Mild problem")
    MODERATE = 2, _("Moderate problem")
    SEVERE = 3, _("Severe problem")
    COMPLETE = 4, _("Complete problem")
    NOT_SPECIFIED = 8, pgettext_lazy("level of need", "Not specified")


# Of each level the share of the time, or of the greatest possible problem, in per cent (ICF, 2001).
BANDS = {
    Level.NONE: (0, 4),
    Level.MILD: (5, 24),
    Level.MODERATE: (25, 49),
    Level.SEVERE: (50, 95),
    Level.COMPLETE: (96, 100),
}
SCALE_SOURCE = _(
    "Scale: generic qualifier of the International Classification of Functioning, Disability and"
    " Health (ICF), World Health Organization, 2001; the bands as given in BMC Public Health 2011,"
    " 11:897, table 2."
)
SCALE_LIMIT = _(
    "WHO made the scale for health and functioning. Its use for social, economic and legal needs"
    " and for protection is a choice of this software, and no measurement."
)


class Met(models.TextChoices):
    """Whether the help that a person needs in a domain is there."""

    NO_NEED = "no_need", pgettext_lazy("needs", "No need")
    MET = "met", pgettext_lazy("needs", "Met")
    PARTLY = "partly", pgettext_lazy("needs", "Partly met")
    UNMET = "unmet", pgettext_lazy("needs", "Not met")
    UNKNOWN = "unknown", pgettext_lazy("needs", "Not known")


class NeedKind(models.TextChoices):
    """What is needed, as far as it has a usual name; the list is open by its last entry."""

    CARE = "care", _("Medical care")
    MEDICINE = "medicine", _("Medicine or aids")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    CHILD_CARE = "child_care", _("Child care")
    SCHOOL = "school", _("School")
    HOUSING = "housing", _("Housing")
    WORK = "work", _("Work")
    TRAVEL = "travel", pgettext_lazy("kind of need", "Travel")
    DOCUMENTS = "documents", _("Identity and travel documents")
    TRANSLATION = "translation", _("Translation or interpreting")
    MEDIA = "media", _("Advice about media")
    BANK = "bank", _("Access to a bank account")
    ATTORNEY = "attorney", _("Power of attorney")
    SALARY = "salary", _("Salary")
    MORTGAGE = "mortgage", _("Mortgage, rent or loans")
    INSURANCE = "insurance", pgettext_lazy("kind of need", "Insurance")
    TAX = "tax", _("Tax")
    MONEY = "money", _("Money for daily life")
    DIGITAL = "digital", _("Digital accounts and devices")
    LEGAL_HELP = "legal_help", _("Legal help")
    COMPENSATION = "compensation", pgettext_lazy("kind of need", "Compensation")
    RESTITUTION = "restitution", _("Restitution")
    SAFETY = "safety", _("Safety of person and home")
    OTHER = "other", pgettext_lazy("kind of need", "Something else, as written")


class Urgency(models.TextChoices):
    """How soon help must be there; the most urgent first."""

    NOW = "now", pgettext_lazy("urgency of a need", "At once")
    DAYS = "days", pgettext_lazy("urgency of a need", "Within days")
    WEEKS = "weeks", pgettext_lazy("urgency of a need", "Within weeks")
    LATER = "later", pgettext_lazy("urgency of a need", "Can wait")


class NeedStatus(models.TextChoices):
    """What became of a need."""

    OPEN = "open", pgettext_lazy("need", "Open")
    IN_WORK = "in_work", pgettext_lazy("need", "In work")
    MET = "met", pgettext_lazy("need", "Met")
    NOT_MET = "not_met", pgettext_lazy("need", "Not met")
    NOT_WANTED = "not_wanted", pgettext_lazy("need", "No longer wanted")


SETTLED = (NeedStatus.MET, NeedStatus.NOT_MET, NeedStatus.NOT_WANTED)


class GoalStatus(models.TextChoices):
    """Whether a goal is still pursued."""

    OPEN = "open", pgettext_lazy("goal", "Pursued")
    REACHED = "reached", pgettext_lazy("goal", "Reached")
    GIVEN_UP = "given_up", pgettext_lazy("goal", "Given up")


class StepState(models.TextChoices):
    """What became of a step of the plan."""

    OPEN = "open", pgettext_lazy("step of a plan", "To do")
    DONE = "done", pgettext_lazy("step of a plan", "Done")
    DROPPED = "dropped", pgettext_lazy("step of a plan", "Dropped")
