"""The comparison of laws as a PDF: tables of a few States, the notes of each, and the sources."""

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from homeward.foundation.documents.blocks import Paragraph, Part, Table
from homeward.foundation.documents.rendering import render
from homeward.foundation.web.formats import day_text, moment_text
from homeward.knowledge.law.editions import Edition
from homeward.knowledge.law.elements import ABOUT
from homeward.knowledge.law.printing import Note, Numbered, PrintedTable, printed
from homeward.knowledge.law.shelf import is_fictional
from homeward.knowledge.law.statelaw import Source, StateLaw
from homeward.knowledge.law.words import copy_words

BESIDE = 3  # States beside each other on a sheet of A4 that stands


def comparison_of(
    laws: Sequence[StateLaw], about: str, names: dict[str, str], language: str
) -> bytes:
    """The PDF in a language. Raises DocumentTooLong, DocumentsNotBuilt, DocumentFailed."""
    with translation.override(language):
        called = {
            code: name + (f" {_('(invented)')}" if is_fictional(code) else "")
            for code, name in names.items()
        }
        tables = printed(laws, about, called, beside=BESIDE)
        now = timezone.localtime()
        data = {
            "title": _("Laws beside each other, element by element"),
            "reference": " · ".join(law.state for law in laws),
            "copy": moment_text(now),
            "made": [now.year, now.month, now.day],
            "warning": _warning(),
            "warning_short": _("No legal advice"),
            "unknown": _("Not recorded"),
            "missing_words": _(
                "Some characters have no shape in this node's fonts: read the page."
            ),
            "page_words": _("Page %(page)s of %(pages)s"),
            "empty_words": "",
            "cover": [
                (_("Offences about"), str(ABOUT[about])),
                (_("States"), ", ".join(called[law.state] for law in laws)),
                (_("Printed on"), moment_text(now)),
            ],
            "parts": [part for table in tables for part in _parts(table)],
        }
        return render("pack", data, language)


def _warning() -> str:
    return _(
        "This is no legal advice. It holds what is recorded of these laws, and how each cell is"
        " known. What holds in a case is decided by the courts and competent authorities of each"
        " State."
    )


def _parts(table: PrintedTable) -> list[Part]:
    columns = [_("Element"), *(f"{law.name}\n{_edition(law.edition)}" for law in table.laws)]
    rows = [[str(row.label), *map(_cells, row.columns)] for row in table.rows]
    names = ", ".join(law.name for law in table.laws)
    parts = [
        Part(names, [Paragraph(_("Numbers lead to the notes below.")), Table(columns, rows)]),
        Part(f"{_('Notes')} · {names}", [Paragraph(_note(one)) for one in table.notes]),
        Part(f"{_('Sources')} · {names}", [Paragraph(_source(one)) for one in table.sources]),
    ]
    return [one for one in parts if one.blocks]


def _edition(edition: Edition) -> str:
    if edition.number:
        return f"{_('Version %(number)s') % {'number': edition.number}} · {edition.short}"
    return f"{_('As shipped')} · {edition.short}"


def _cells(cells: Sequence[Numbered]) -> str:
    return "\n\n".join(map(_cell, cells)) or _("No offence of this kind is recorded")


def _cell(one: Numbered) -> str:
    head = [one.cell.offence.provision] if one.cell.offence else []
    mark = str(one.cell.mark.word) + (f" [{one.number}]" if one.number else "")
    return "\n".join([*head, *map(str, one.cell.lines), mark])


def _note(note: Note) -> str:
    cell, source = note.cell.cell, note.cell.source
    said = f"[{note.number}] {note.name}, {note.cell.label}"
    if cell is not None:
        said += f", {cell.provision}: {cell.paraphrase}"
    known = f" ({note.cell.mark.word}" + (f", {source.key})" if source else ")")
    return said + known


def _source(source: Source) -> str:
    read = f"{_('read on')} {day_text(source.read_on)}"
    kept = copy_words(source.copy_date)
    return f"{source.key}: {source.title}, {source.publisher}, {kept}, {read}. {source.address}"
