"""The letters of a family's page: what the page says, and how to come to it."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from homeward.casework.victims.family import codes, texts
from homeward.casework.victims.family.content import Content
from homeward.casework.victims.family.doors import Opening
from homeward.casework.victims.family.shown import shown, shown_openings
from homeward.casework.victims.models import FamilyAccess, FamilyUpdate
from homeward.foundation.documents.blocks import Checklist, Facts, Paragraph, Part, Step, Table
from homeward.foundation.documents.rendering import render
from homeward.foundation.web.formats import day_text


def page_letter(update: FamilyUpdate, openings: Sequence[Opening], *, made: datetime) -> bytes:
    """What the page says, on paper, in the language that is active now."""
    page = shown(Content.from_json(update.content), update.released_at)
    promises: list[Paragraph | Table] = [Paragraph(str(texts.NO_PROMISES))]
    if page.promises:
        promises = [Paragraph(f"{what} – {state}") for what, state in page.promises]
    callers = [Paragraph(f"{who} – {how}") for who, how in page.callers]
    columns = [str(word) for word in (texts.DAY, texts.JOB, texts.OFFICE)]
    opened: Paragraph | Table = Paragraph(str(texts.NOT_OPENED))
    if openings:
        opened = Table(columns, shown_openings(openings))
    parts = [
        Part(str(texts.DOING), [Paragraph(page.doing)]),
        Part(str(texts.PROMISES), promises),
        Part(str(texts.CALLERS), [*callers, Paragraph(str(texts.CALLERS_HELP))]),
        Part(str(texts.HELP_NOW), _said(texts.HELP_NOW_HELP, page.help_now)),
        Part(str(texts.OPENED), [Paragraph(str(texts.OPENED_HELP)), opened]),
        Part(str(texts.COMPLAIN), _said(texts.COMPLAIN_HELP, page.complain)),
    ]
    return family_letter(str(texts.LETTER), [page.hello, page.as_of], parts, update.language, made)


def code_letter(
    access: FamilyAccess,
    first: tuple[str, datetime] | None,
    listed: Sequence[str],
    *,
    made: datetime,
) -> bytes:
    """Number and codes, and what to do with them. `first` is the first code and until when it
    works; without it the letter holds a new list only."""
    parts = []
    if first is not None:
        code, until = first
        number = (str(texts.NUMBER), codes.shown_number(access.number))
        steps = [
            str(texts.CODE_LETTER_OPEN) % {"address": settings.HOMEWARD_FAMILY.base_url},
            str(texts.CODE_LETTER_NEW),
            str(texts.CODE_LETTER_TYPE),
            str(texts.CODE_LETTER_WORDS),
        ]
        days = {"day": day_text(until), "end": day_text(access.expires_on)}
        parts = [
            Part(
                str(texts.CODE_LETTER_STEPS),
                [
                    Checklist([Step(one) for one in steps]),
                    Facts([number, (str(texts.FIRST_CODE), codes.shown_first_code(code))]),
                    Paragraph(str(texts.CODE_LETTER_UNTIL) % days),
                ],
            )
        ]
    about = [Paragraph(str(texts.CODE_LETTER_LIST_HELP))]
    if first is None:
        about.append(Paragraph(str(texts.CODE_LETTER_LIST_NEW)))
    shown_codes = [Step(f"{n}.  {codes.shown_list_code(c)}") for n, c in enumerate(listed, 1)]
    parts.append(Part(str(texts.CODE_LETTER_LIST), [*about, Checklist(shown_codes)]))
    parts.append(Part(str(texts.LEAVE), [Paragraph(str(texts.CODE_LETTER_LEAVE))]))
    opening = [str(texts.CODE_LETTER_KEEP)]
    return family_letter(str(texts.CODE_LETTER), opening, parts, access.language, made)


def _said(fixed: object, own: str) -> list[Paragraph]:
    return [Paragraph(str(fixed)), *([Paragraph(own)] if own else [])]


def family_letter(
    title: str, opening: Sequence[str], parts: Sequence[Part], language: str, made: datetime
) -> bytes:
    """The PDF of a letter to a person, whose words are in the language that is active now."""
    day = timezone.localtime(made)
    data = {
        "title": title,
        "made": [day.year, day.month, day.day],
        "opening": [one for one in opening if one],
        "parts": list(parts),
        "page_words": str(texts.LETTER_PAGE),
        "missing_words": str(texts.LETTER_MISSING),
    }
    return render("letter", data, language)
