"""The certificate of a course: its code and its PDF."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.foundation.documents.blocks import Facts, Heading, Paragraph
from homeward.foundation.documents.rendering import render
from homeward.foundation.web.formats import day_text, language_text
from homeward.oversight.assistance.training.course import Course

# Without letters and digits that are mistaken for each other when read aloud.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, LONG = 3, 4


def new_code() -> str:
    """A code that nobody guesses: twelve of 32 signs, in three groups."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LONG))
    return "-".join(signs[at : at + LONG] for at in range(0, len(signs), LONG))


def tidy_code(text: str) -> str:
    """A code as somebody typed it, in the form in which it is kept; else what was typed."""
    signs = "".join(one for one in text.upper() if one.isalnum())
    if len(signs) != GROUPS * LONG:
        return text.strip()[:40]
    return "-".join(signs[at : at + LONG] for at in range(0, len(signs), LONG))


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says. `right` of `asked` answers were right; `reason` says why it was
    revoked, where it was."""

    code: str
    name: str
    course: Course
    revision: int
    begins: date
    ends: date
    passed_at: datetime
    right: int
    asked: int
    held_in: str
    revoked_at: datetime | None = None
    reason: str = ""


def certificate_pdf(certified: Certified, node: str, language: str) -> bytes:
    """The certificate in a language; `node` names whose it is. Raises as `documents.render`."""
    with translation.override(language):
        spoken, words = certified.course.words(language)
        lessons = [words.lessons[one.id].title for one in certified.course.lessons]
        now = datetime.now(UTC)
        score = _("%(right)s of %(asked)s") % {"right": certified.right, "asked": certified.asked}
        pairs = [
            (_("Course"), words.title),
            (_("For"), str(certified.course.audience.label)),
            (_("Held"), f"{day_text(certified.begins)} – {day_text(certified.ends)}"),
            (_("Language"), language_text(certified.held_in)),
            (_("Hours"), str(certified.course.hours)),
            (_("Revision of the course"), str(certified.revision)),
            (_("Right answers in the test"), score),
            (pgettext("course", "Passed on"), day_text(certified.passed_at)),
            (_("Verification code"), certified.code),
        ]
        said = _("%(name)s attended every lesson of this course and passed its test.")
        check = _("Anyone who signs in at the node of %(node)s can check this code under Training.")
        data = {
            "title": _("Certificate"),
            "made": [now.year, now.month, now.day],
            "top": node,
            "foot": certified.code,
            "page_words": _("Page %(page)s of %(pages)s"),
            "missing_words": _("Some signs could not be printed; they are in the node."),
            "blocks": [
                Heading(_("Certificate"), 1),
                Paragraph(said % {"name": certified.name}),
                Facts(pairs),
                Heading(_("Lessons"), 2),
                Paragraph("\n".join(lessons)),
                Paragraph(check % {"node": node}),
            ],
        }
        return render("formal", data, spoken)
