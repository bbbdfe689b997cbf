"""The manual on paper and on a medium: a PDF for each language, and pages without a network.

Only what everybody may read is in them: what is restricted never leaves the node.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from homeward.foundation.documents.rendering import render
from homeward.foundation.web.formats import day
from homeward.knowledge.manual.guide.advice import AdviceBook, sheet
from homeward.knowledge.manual.guide.headings import SECTIONS, heading
from homeward.knowledge.manual.guide.letters import LETTERS
from homeward.knowledge.manual.guide.library import Held
from homeward.knowledge.manual.guide.lists import SERVICES, TOOLS, TOPICS
from homeward.knowledge.manual.guide.markdown import plain
from homeward.knowledge.manual.guide.practice import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    Body,
    Origin,
    Practice,
)
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.guide.words import (
    notice_of,
    role_words,
    sections_of,
    where_words,
)
from homeward.knowledge.manual.shelf import shipped as playbooks
from homeward.knowledge.manual.words import grade_words

RIGHT_TO_LEFT = ("ar",)


def catalogue_of(language: str) -> str:
    """The code by which Django knows a language of the manual, for the words around a text."""
    return {"zh": "zh-hans"}.get(language, language)


def open_ones(helds: Iterable[Held]) -> list[Held]:
    """Those that may leave the node; in place of a restricted text, what is shipped of it."""
    open_to_all = shipped()
    return [
        one if not one.restricted else Held(open_to_all[one.code])
        for one in helds
        if not one.restricted or one.code in open_to_all
    ]


def practice_pdf(held: Held, language: str) -> bytes:
    """One practice as a PDF in a language. Raises as `documents.render`."""
    with translation.override(catalogue_of(language)):
        printed = _printed(held, language)
        return render(
            "manual", _data(printed["title"], "", [_chapter("", "", [printed])]), language
        )


def manual_pdf(helds: Iterable[Held], language: str) -> bytes:
    """The whole manual as a PDF in a language, by subject. Raises as `documents.render`."""
    with translation.override(catalogue_of(language)):
        found = open_ones(helds)
        chapters = [
            _chapter(
                f"({letter}) {name}",
                str(about),
                [_printed(one, language) for one in found if one.practice.letter == letter],
            )
            for letter, (name, about) in LETTERS.items()
        ]
        lead = _("Practices that work, in our own words. Open, general practice: nothing here"
                 " replaces your State's law and orders.")  # fmt: skip
        filled = [one for one in chapters if one["practices"]]
        data = _data(_("The operational manual against kidnapping"), lead, filled)
        return render("manual", data | {"contents": _("Contents")}, language)


def _chapter(heading: str, about: str, practices: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"heading": heading, "about": about, "practices": list(practices)}


def _data(title: str, lead: str, chapters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "title": title,
        "lead": lead,
        "made": [now.year, now.month, now.day],
        "footer": _("Printed on %(day)s") % {"day": day(now.date(), _language())},
        "missing_words": _("Some signs could not be printed; they are in the node."),
        "page_words": _("Page %(page)s of %(pages)s"),
        "contents": "",
        "chapters": list(chapters),
    }


def _language() -> str:
    """The language of the words around a text: dates follow it, not the text's own."""
    spoken = (translation.get_language() or SOURCE_LANGUAGE).split("-")[0]
    return spoken if spoken in LANGUAGES else SOURCE_LANGUAGE


def _printed(held: Held, language: str) -> dict[str, Any]:
    practice = held.practice
    _spoken, words = practice.words(language)
    body_language, body = practice.body(language)
    return {
        "title": words.title,
        "summary": words.summary,
        "language": body_language,
        "notices": [one for one in (notice_of(practice, language), where_words(held)) if one],
        "facts": facts_of(practice),
        "sections": [_section(body, one, body_language) for one in SECTIONS],
        "sources_heading": _("Sources"),
        "sources": [source_line(one) for one in practice.sources],
    }


def facts_of(practice: Practice) -> list[tuple[str, str]]:
    """What a practice is, for readers who can open no link."""
    playbook = playbooks().get(practice.playbook)
    letters = _listed(f"({one}) {LETTERS[one][0]}" for one in practice.letters)
    facts = [
        (_("Subject"), letters),
        (_("Grade"), grade_words(practice.grade)),
        (_("Revision"), f"{practice.revision} · {day(practice.revised, _language())}"),
        (_("Roles"), _listed(role_words(practice.roles))),
        (_("Playbook"), playbook.title if playbook else ""),
        (_("Tools"), _listed(str(TOOLS[one]) for one in practice.tools)),
        (_("Law"), _listed(str(TOPICS[one].label) for one in practice.law)),
        (_("Services"), _listed(str(SERVICES[one]) for one in practice.services)),
    ]
    return [(label, value) for label, value in facts if value]


def _listed(words: Iterable[str]) -> str:
    """Several words in one line, with the comma of the language around the text."""
    return {"ar": "، ", "zh": "、"}.get(_language(), ", ").join(words)


def source_line(source: Origin) -> str:
    """A source in one line, with when it was read."""
    when = (
        _("read on %(day)s") % {"day": day(source.read, _language())}
        if source.read
        else _("from memory")
    )
    year = "" if source.year == "n.d." else source.year
    parts = (source.title, source.publisher, year, source.cites, source.address, when)
    return " · ".join(one for one in parts if one)


def _section(body: Body, section: str, language: str) -> dict[str, Any]:
    if section == "steps":
        lines = [{"title": plain(one.title), "text": plain(one.do)} for one in body.steps]
        kind = "numbers"
    else:
        lines = [{"title": "", "text": plain(one)} for one in getattr(body, section)]
        kind = "paragraphs" if section in ("purpose", "evidence") else "bullets"
    return {"heading": heading(section, language), "kind": kind, "lines": lines}


def bundle(helds: Iterable[Held], language: str) -> bytes:
    """The manual as a ZIP of pages that open in any browser without a network."""
    found = open_ones(helds)
    known = {one.code for one in found}
    packed = io.BytesIO()
    with (
        translation.override(catalogue_of(language)),
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("manual/style.css", render_to_string("manual/bundle/style.css"))
        archive.writestr("manual/index.html", _index(found, language))
        for one in found:
            archive.writestr(f"manual/{one.code}.html", _page(one, language, known))
    return packed.getvalue()


def _frame(language: str) -> dict[str, Any]:
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return {"language": language, "direction": direction,
            "made": day(datetime.now(UTC).date(), language)}  # fmt: skip


def _index(found: Sequence[Held], language: str) -> str:
    chapters = [
        {
            "letter": letter,
            "name": name,
            "about": about,
            "practices": [
                {"code": one.code, "title": words.title, "summary": words.summary, "spoken": spoken}
                for one in found
                if letter in one.practice.letters
                for spoken, words in [one.practice.words(language)]
            ],
        }
        for letter, (name, about) in LETTERS.items()
    ]
    return render_to_string("manual/bundle/index.html", _frame(language) | {"chapters": chapters})


def _page(held: Held, language: str, known: set[str]) -> str:
    practice = held.practice
    spoken, words = practice.words(language)
    body_language, body = practice.body(language)

    def address(to: tuple[str, str]) -> str:
        kind, code = to
        return f"{code}.html" if kind == "practice" and code in known else ""

    context = _frame(language) | {
        "spoken": spoken,
        "words": words,
        "notices": [one for one in (notice_of(practice, language), where_words(held)) if one],
        "facts": facts_of(practice),
        "body_language": body_language,
        "body_direction": "rtl" if body_language in RIGHT_TO_LEFT else "ltr",
        "sections": sections_of(practice, body, body_language, address),
        "sources": [source_line(one) for one in practice.sources],
    }
    return render_to_string("manual/bundle/practice.html", context)


def advice_pdf(
    book: AdviceBook, situation: str, language: str, answers: Mapping[str, str]
) -> bytes:
    """A sheet of advice as a PDF, with what the answers of the self-check ask for first."""
    words = book.words[language]
    printed = {
        "title": words.situations[situation],
        "summary": words.note,
        "language": language,
        "notices": [],
        "facts": [],
        "sections": [
            {
                "heading": group.heading,
                "kind": "bullets",
                "lines": [{"title": "", "text": text} for text, _first in group.lines],
            }
            for group in sheet(book, situation, language, answers)
        ],
        "sources_heading": "",
        "sources": [],
    }
    data = _data(words.title, "", [_chapter("", "", [printed])])
    around = {
        "footer": words.page["printed"] % {"day": day(datetime.now(UTC).date(), language)},
        "missing_words": words.page["missing"],
        "page_words": words.page["page"],
    }
    return render("manual", data | around, language)
