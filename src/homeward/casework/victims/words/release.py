"""The lists of release and of what comes after: checklists, what is arranged, debriefs."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Ending(models.TextChoices):
    """How a kidnapping may end, for which one prepares."""

    RELEASE = "release", _("Release")
    RESCUE = "rescue", _("Rescue")
    ESCAPE = "escape", _("Escape")
    DEATH = "death", _("Death")
    CAPTIVITY = "captivity", _("Long captivity")


class Group(models.TextChoices):
    """To which checklist a step belongs."""

    PREPARE = "prepare", _("Preparation")
    RETURN = "return", _("Return and repatriation")
    MEDIA = "media", _("Requests of media")
    FOLLOW_UP = "follow_up", _("Follow-up")
    DEATH = "death", _("After a death")


class StepKind(models.TextChoices):
    """What a step is; `own` where its text says it."""

    FIRST_CALL = "first_call", _("Who is told first, and by whom, is agreed")
    MEETING = "meeting", _("Where the person is received is decided, and kept secret")
    MEDICAL = "medical", _("A medical examination comes first; a doctor and a place are ready")
    BELONGINGS = "belongings", _("Clothes, medicine, telephone and papers are ready")
    LANGUAGE = "language", _("An interpreter is ready, where one is needed")
    SAFE_PLACE = "safe_place", _("A safe place for the first days is ready")
    QUIET = "quiet", _("No media: who protects the person from them is agreed")
    EXPLAINED = "explained", _("The family knows what the first days may be like")
    HOSPITAL = "hospital", _("A hospital and who may visit there are agreed")
    WHO_ANSWERS = "who_answers", _("Who answers and protects a person who escaped is agreed")
    TWO_TO_TELL = "two_to_tell", _("Two persons who would tell the family in person are named")
    CHILDREN_TOLD = "children_told", _("Who would tell the children, and how, is agreed")
    WISHES = "wishes", _("Wishes of the family and of its faith are known")
    CARER = "carer", _("Somebody who stays with the family is ready")
    RHYTHM = "rhythm", _("How often the family is spoken to over a long time is agreed")
    DAILY_LIFE = "daily_life", _("Money, work, school and care go on; who helps is agreed")
    MARKED_DAYS = "marked_days", _("Birthdays and other hard days are in the calendar")
    REST = "rest", _("Those who wait have rest and help of their own")
    DOCUMENTS = "documents", _("Travel documents")
    TRAVEL = "travel", _("Travel")
    CONSULAR = "consular", _("Consular help")
    RECEIVING = "receiving", _("Receiving authority")
    COMPANION = "companion", _("Companion on the way")
    ARRIVED = "arrived", pgettext_lazy("return", "Arrived")
    REQUEST = "request", _("Request of a medium")
    WEEK_1 = "week_1", _("Follow-up after a week")
    MONTH_1 = "month_1", _("Follow-up after a month")
    MONTH_3 = "month_3", _("Follow-up after three months")
    MONTH_6 = "month_6", _("Follow-up after six months")
    MONTH_12 = "month_12", _("Follow-up after a year")
    NOTIFIED = "notified", _("The death was told in person, by two")
    VIEWING = "viewing", _("Viewing")
    BURIAL = "burial", _("Burial")
    BODY_HOME = "body_home", _("Repatriation of the body")
    INQUEST = "inquest", _("Inquest")
    ANNIVERSARY = "anniversary", _("Anniversary")
    OWN = "own", pgettext_lazy("step", "Something else")


_HOME = ("first_call", "meeting", "medical", "belongings", "language", "safe_place", "quiet")
PREPARATION: dict[str, tuple[str, ...]] = {
    Ending.RELEASE: (*_HOME, "explained"),
    Ending.RESCUE: (*_HOME, "hospital", "explained"),
    Ending.ESCAPE: ("who_answers", *_HOME, "explained"),
    Ending.DEATH: ("two_to_tell", "first_call", "children_told", "wishes", "carer", "quiet"),
    Ending.CAPTIVITY: ("rhythm", "daily_life", "marked_days", "rest", "quiet"),
}
"""What to prepare for each ending, in the order in which it is shown."""

KINDS: dict[str, tuple[str, ...]] = {
    Group.PREPARE: tuple(dict.fromkeys(kind for kinds in PREPARATION.values() for kind in kinds)),
    Group.RETURN: ("documents", "travel", "consular", "receiving", "companion", "arrived"),
    Group.MEDIA: ("request",),
    Group.FOLLOW_UP: ("week_1", "month_1", "month_3", "month_6", "month_12"),
    Group.DEATH: ("notified", "viewing", "burial", "body_home", "inquest", "anniversary"),
}
"""Which kinds of steps a checklist may hold, beside steps in one's own words."""

FOLLOW_UP_MONTHS = {"month_1": 1, "month_3": 3, "month_6": 6, "month_12": 12}


def follow_up_days(day: date) -> dict[str, date]:
    """The days of the usual follow-ups after the day on which the kidnapping ended."""
    later = {kind: months_after(day, months) for kind, months in FOLLOW_UP_MONTHS.items()}
    return {"week_1": day + timedelta(days=7)} | later


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of a month that is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


class StepEnd(models.TextChoices):
    """What became of a step."""

    DONE = "done", pgettext_lazy("step", "Done")
    NOT_NEEDED = "not_needed", pgettext_lazy("step", "Not needed")
    MOVED = "moved", pgettext_lazy("step", "Moved to another day")
    REFUSED = "refused", pgettext_lazy("step", "Refused")


class Arranged(models.TextChoices):
    """What is arranged in versions, of which the latest holds."""

    REUNION = "reunion", _("Reunion")
    MEDIA = "media", _("Protection from media")
