"""What a letter to a service may say of needs and of health, where the consent covers them.

Whatever was written for colleagues stays inside: notes and summaries of assessments, reasons, how
urgent a colleague found it of other domains. A service learns the needs of its own domain, and of
health how large the problem was found to be.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from homeward.casework.victims.models import Need, SupportFile
from homeward.casework.victims.queries.needs import courses_of, needs_of
from homeward.casework.victims.words.needs import SETTLED, Domain
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import day_text

HEALTH = (Domain.MEDICAL, Domain.PSYCHOLOGICAL)
Pairs = Sequence[tuple[str, str]]


def needs(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """The needs that are not settled in the domain of the service."""
    open_needs = needs_of(viewer, file).exclude(status__in=SETTLED)
    return _said(open_needs.filter(domain=domain))


def health(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """How large the medical and the psychological problem was found last, and on which day."""
    found = []
    for course in courses_of(viewer, file):
        latest = course.latest
        if course.domain in HEALTH and latest is not None and latest.known:
            day = day_text(latest.assessment.made_on)
            words = _("%(level)s, assessed on %(day)s") % {"level": latest.words, "day": day}
            found.append((course.label, words))
    return found


def _said(rows: Iterable[Need]) -> Pairs:
    return [
        (
            str(one.get_kind_display()),
            _("%(what)s (%(urgency)s)") % {"what": one.text, "urgency": one.get_urgency_display()},
        )
        for one in rows
    ]
