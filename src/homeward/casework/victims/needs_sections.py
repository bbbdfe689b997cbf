"""What needs and the plan show on the page of a support file."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import needs as queries
from homeward.casework.victims.queries.needs import Course
from homeward.casework.victims.queries.needs_plan import plan_of
from homeward.casework.victims.words.needs import SETTLED
from homeward.foundation.access.models import User
from homeward.foundation.web.tones import Tone

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Change:
    """A domain's latest beside its first, and in words what lies between."""

    course: Course
    words: str
    tone: Tone | None


def changes_over(courses: list[Course]) -> list[Change]:
    """The change of each domain in which something was found; nothing is added up over domains."""
    return [Change(one, *_said(one.change)) for one in courses if one.found]


def _said(steps: int | None) -> tuple[str, Tone | None]:
    if steps is None:
        return _("Nothing to compare yet"), None
    if steps == 0:
        return _("As it was at first"), Tone.NEUTRAL
    about = {"count": abs(steps)}
    if steps > 0:
        words = ngettext("%(count)s level worse", "%(count)s levels worse", steps) % about
        return words, Tone.DANGER
    words = ngettext("%(count)s level better", "%(count)s levels better", -steps) % about
    return words, Tone.SUCCESS


def needs_section(viewer: User, file: SupportFile) -> SafeString:
    """The latest levels beside the first, when the next is due, and what is needed now."""
    waiting = queries.needs_of(viewer, file).exclude(status__in=SETTLED)
    due = queries.date_of(viewer, file)
    return part(
        "needs_part",
        file,
        changes=changes_over(queries.courses_of(viewer, file)),
        needs=waiting[:SHOWN],
        more=waiting.count() > SHOWN,
        due=due,
        late=due is not None and queries.is_late(due.on),
    )


def plan_section(viewer: User, file: SupportFile) -> SafeString:
    """The goals with their steps; what is overdue says so."""
    return part("needs_plan_part", file, goals=plan_of(viewer, file), can_change=True)
