"""Contact on paper: the plan and the record of a talk for the person, the plan for another State,
and the letter with which support ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.casework.victims.family import texts
from homeward.casework.victims.models import (
    ContactEnd,
    ContactPlan,
    FamilyContact,
    PlanShare,
    SupportFile,
)
from homeward.casework.victims.plan_letter import letter_of
from homeward.casework.victims.queries import contacts as queries
from homeward.casework.victims.view_letters import family_letter
from homeward.foundation.access.models import User
from homeward.foundation.documents.blocks import Block, Facts, Paragraph, Part
from homeward.foundation.documents.rendering import render
from homeward.foundation.web.formats import day_text, moment_text


@contextmanager
def language_of(file: SupportFile) -> Iterator[str]:
    """Speak the person's language where the fixed words are there in it, else the reader's."""
    known = dict(settings.LANGUAGES)
    chosen = file.language if file.language in known else translation.get_language() or "en"
    with translation.override(chosen):
        yield chosen


def plan_paper(viewer: User, plan: ContactPlan) -> bytes:
    """What was agreed about contact, for the person; raises what `render` does."""
    file = plan.file
    names = [one.person.name for one in queries.included_in(viewer, plan) if one.person.name]
    with language_of(file) as language:
        way = plan.channel
        agreed = [
            (texts.PLAN_LIAISON, str(plan.liaison)),
            (texts.PLAN_DEPUTY, str(plan.deputy or "")),
            (texts.PLAN_WHO, ", ".join([*names, *filter(None, [plan.included_others])])),
            (texts.PLAN_SPEAKER, plan.speaker),
            (texts.PLAN_EVERY, f"{plan.every} {plan.get_unit_display()}"),
            (texts.PLAN_CHANNEL, f"{way.get_kind_display()}: {way.value}" if way else ""),
            (texts.PLAN_TIMES, plan.times),
            (texts.LANGUAGE, plan.language),
            (texts.INTERPRETER, plan.interpreter),
            (texts.PLAN_LIFE, plan.first_life),
            (texts.PLAN_DEATH, plan.first_death),
            (texts.PLAN_RELEASE, plan.first_release),
            (texts.PLAN_MEDIA, plan.first_media),
            (texts.PLAN_MORE, plan.note),
            (texts.PLAN_REVIEW, day_text(plan.review_on) if plan.review_on else ""),
        ]
        pairs = [(str(word), value) for word, value in agreed if value]
        opening = [str(texts.PLAN_DAY) % {"day": day_text(localdate(plan.set_at))}]
        parts = [Part(str(texts.PLAN), [Facts(pairs), Paragraph(str(texts.PLAN_HELP))])]
        return family_letter(str(texts.PLAN), opening, parts, language, timezone.now())


def record_paper(viewer: User, contact: FamilyContact) -> bytes:
    """What was spoken of, without what is for colleagues; raises what `render` does."""
    file = contact.file
    with language_of(file) as language:
        talk = [
            (str(texts.RECORD_WHEN), moment_text(contact.at)),
            (str(texts.RECORD_WITH), contact.with_whom),
            (str(texts.RECORD_BY), str(contact.by)),
            (str(texts.INTERPRETER), contact.interpreter),
        ]
        parts = [Part(str(texts.RECORD), [Facts([pair for pair in talk if pair[1]])])]
        said = ((texts.RECORD_SAID, contact.said), (texts.RECORD_ASKED, contact.asked))
        parts += [Part(str(word), [Paragraph(value)]) for word, value in said if value]
        promised: list[Block] = [
            Paragraph(
                str(texts.RECORD_PROMISED)
                % {"what": one.what, "day": moment_text(one.due_at), "name": str(one.by)}
            )
            for one in queries.promises_in(viewer, contact)
        ]
        if promised:
            parts.append(Part(str(texts.PROMISES), promised))
        parts.append(Part(str(texts.RECORD_NEXT), _next(viewer, contact)))
        return family_letter(str(texts.RECORD), [], parts, language, timezone.now())


def _next(viewer: User, contact: FamilyContact) -> list[Block]:
    due, plan = contact.next_due_at, queries.plan_of(viewer, contact.file)
    when = str(texts.RECORD_NEXT_OPEN)
    if due is not None:
        when = str(texts.RECORD_NEXT_DAY) % {"day": moment_text(due)}
    people = [(texts.PLAN_LIAISON, plan.liaison), (texts.PLAN_DEPUTY, plan.deputy)] if plan else []
    pairs = [(str(word), str(who)) for word, who in people if who]
    return [Paragraph(when), *([Facts(pairs)] if pairs else []), Paragraph(str(texts.RECORD_AGAIN))]


def closing_paper(end: ContactEnd) -> bytes:
    """What was done, what remains, how to come back, to whom to complain; raises as `render`."""
    file = end.file
    with language_of(file) as language:
        name = file.agreed_name
        opening = [
            str(texts.HELLO) % {"name": name} if name else str(texts.HELLO_PLAIN),
            str(texts.CLOSING_DAY) % {"day": day_text(end.agreed_on)},
        ]
        parts = [
            Part(str(texts.CLOSING_DONE), [Paragraph(end.done)]),
            Part(str(texts.CLOSING_OPEN), [Paragraph(end.remains or str(texts.CLOSING_NOTHING))]),
            Part(str(texts.PLAN_MORE), [Paragraph(end.note)]),
            Part(
                str(texts.CLOSING_BACK),
                [Paragraph(end.come_back), Paragraph(str(texts.CLOSING_BACK_HELP))],
            ),
            Part(
                str(texts.HELP_NOW),
                [Paragraph(str(texts.CLOSING_DANGER)), Paragraph(str(texts.HELP_NOW_HELP))],
            ),
            Part(
                str(texts.COMPLAIN),
                [Paragraph(str(texts.COMPLAIN_HELP)), *_own(end.complain)],
            ),
        ]
        written = [one for one in parts if one.blocks[0] != Paragraph("")]
        return family_letter(str(texts.CLOSING), opening, written, language, timezone.now())


def _own(text: str) -> list[Block]:
    return [Paragraph(text)] if text else []


def _why_shared(share: PlanShare) -> str:
    """What allows the other State to have the plan, and for how long."""
    if share.override is not None:
        return _(
            "This is shared with you without consent, by a decision under %(law)s, for contact with"
            " the family and for nothing else. When the decision is taken back we tell you, and you"
            " stop using it."
        ) % {"law": share.override.law}
    return _(
        "The person agreed that this is shared with you for contact with the family, and for"
        " nothing else. The consent can be withdrawn at any time; then we tell you, and you"
        " stop using it."
    )


def share_paper(viewer: User, share: PlanShare, language: str) -> bytes:
    """The plan for another State's liaison officer, as the page shows it; raises as `render`."""
    day = timezone.localtime()
    file = share.file
    parts = [Part(str(one.heading), [Facts(one.lines)]) for one in letter_of(viewer, share)]
    title = _("Contact plan for another State")
    data = {
        "title": title,
        "reference": file.case.reference,
        "copy": day_text(day.date()),
        "made": [day.year, day.month, day.day],
        "warning": _why_shared(share),
        "warning_short": _("For contact with the family only"),
        "unknown": _("Not recorded"),
        "missing_words": _(
            "Some characters have no shape in this node's fonts. They stand here as empty boxes:"
            " ask the sender for those names."
        ),
        "page_words": _("Page %(page)s of %(pages)s"),
        "empty_words": _("Nothing is recorded of the parts that the consent covers. Ask us."),
        "cover": [
            (
                pgettext("contact plan", "To"),
                " · ".join(filter(None, [f"{share.authority} ({share.state})", share.officer])),
            ),
            (_("Our reference"), f"{file.case.reference} · {file.number} · {share.plan.number}"),
            (_("Shared"), f"{share.shared_by} · {moment_text(share.shared_at)}"),
        ],
        "parts": parts,
    }
    return render("pack", data, language)
