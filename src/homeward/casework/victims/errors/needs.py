"""What can go wrong with assessments, needs and the plan."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError


class NothingAssessed(HomewardError):
    """An assessment says something of at least one domain."""

    code = "support_nothing_assessed"
    status = 400
    message = _("Say how it stands in at least one domain.")


class CorrectedAlready(HomewardError):
    """Of each assessment there is one correction; a further one corrects that."""

    code = "support_assessment_corrected"
    status = 409
    message = _("This assessment was corrected already. Correct the one that came after it.")


class ReasonMissing(HomewardError):
    """What is given up, or not met, says why."""

    code = "support_reason_missing"
    status = 400
    message = _("Say why.")


class OwnerOutside(HomewardError):
    """A step is done by somebody who can read the file."""

    code = "support_owner_outside"
    status = 400
    message = _("This person has no place with the victims of the case. Choose one of its members.")


class GoalSettled(HomewardError):
    """Steps are added to a goal that is pursued."""

    code = "support_goal_settled"
    status = 409
    message = _("This goal is not pursued any more. Take it up again to add a step.")
