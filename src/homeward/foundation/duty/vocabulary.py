"""The closed lists of duty."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskStatus(models.TextChoices):
    """How far a task is. The last two end it."""

    NOT_STARTED = "not_started", pgettext_lazy("task", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("task", "In progress")
    DONE = "done", pgettext_lazy("task", "Done")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("task", "Not applicable")


ENDED = (TaskStatus.DONE, TaskStatus.NOT_APPLICABLE)


class Urgency(models.TextChoices):
    """How soon somebody must answer a notice; the times are settings of the node."""

    ROUTINE = "routine", pgettext_lazy("urgency", "Routine")
    URGENT = "urgent", pgettext_lazy("urgency", "Urgent")
    LIFE = "life", pgettext_lazy("urgency", "Life at risk")


class DutyKind(models.TextChoices):
    """What a duty role is when a notice climbs: first who works, then the supervisor, then
    oversight."""

    WORKING = "working", _("Answers first")
    SUPERVISOR = "supervisor", _("Supervisor: told when nobody answers")
    OVERSIGHT = "oversight", _("Oversight: told last")


class UsualRole(models.TextChoices):
    """Codes of duty roles that rooms address; a team may add others with words of its own."""

    DUTY_OFFICER = "duty_officer", _("Duty officer")
    CRISIS_LEAD = "crisis_lead", _("Crisis lead on call")
    CENTRAL = "central_authority", _("Central authority on call")
    FIU = "fiu", _("Financial intelligence unit on call")
    SUPERVISOR = "supervisor", _("Supervisor on call")
    OVERSIGHT = "oversight", _("Oversight on call")


KIND_OF_USUAL = {
    UsualRole.SUPERVISOR: DutyKind.SUPERVISOR,
    UsualRole.OVERSIGHT: DutyKind.OVERSIGHT,
}


class ShiftOrder(models.IntegerChoices):
    """Who is called first on one shift."""

    FIRST = 1, pgettext_lazy("on the shift", "First")
    SECOND = 2, pgettext_lazy("on the shift", "Second")
    THIRD = 3, pgettext_lazy("on the shift", "Third")


class ChannelKind(models.TextChoices):
    """How a person is reached. The node writes e-mail; people call and use the radio."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    RADIO = "radio", _("Radio")
    OTHER = "other", _("Other way")


class MailState(models.TextChoices):
    """What became of the e-mail of one notice to one person."""

    NONE = "none", pgettext_lazy("e-mail", "None: e-mail is off, or there is no address")
    WAITING = "waiting", pgettext_lazy("e-mail", "Waiting")
    SENT = "sent", pgettext_lazy("e-mail", "Handed to the mail server")
    FAILED = "failed", pgettext_lazy("e-mail", "Could not be sent")
    NEEDLESS = "needless", pgettext_lazy("e-mail", "Not needed any more")
