"""What was read becomes verified: proposed by one who compared it with its source, and decided by
another who does so again."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from homeward.foundation.web.formats import day_text
from homeward.knowledge.law import queries
from homeward.knowledge.law.changes import Change, Part, parts_of
from homeward.knowledge.law.editing import (
    cells_to_confirm,
    named_in,
    stamp_of,
    standing_to_confirm,
)
from homeward.knowledge.law.forms import ConfirmForm
from homeward.knowledge.law.rows import CellRow
from homeward.knowledge.law.views.editing import drafter_of, form_methods, proposing
from homeward.knowledge.law.words import copy_words


@login_required
@form_methods
def confirm(request: HttpRequest, state: str, offence: str) -> HttpResponse:
    """Propose that cells that were read are verified."""
    drafter_of(request, state)
    sources = named_in(state, ()).sources
    found = cells_to_confirm(queries.law_of(state), offence)
    return _page(request, state, [(row.path, _in_short(row, sources)) for row in found])


@login_required
@form_methods
def confirm_standing(request: HttpRequest, state: str) -> HttpResponse:
    """The same for standings to treaties, institutions and treaties with other States."""
    drafter_of(request, state)
    queries.law_of(state)
    choices = []
    for one in standing_to_confirm(state):
        # What it is known by is said in its source, which follows.
        lines = [f"{line.label}: {line.after}" for line in one.lines if line.after]
        choices.append((one.path, _said(one.label, "; ".join(lines), "", one.sources)))
    return _page(request, state, choices)


def _page(request: HttpRequest, state: str, choices: list[tuple[str, SafeString]]) -> HttpResponse:
    user = drafter_of(request, state)
    content = queries.content_of(state)
    stamped = [(stamp_of(path, content), words) for path, words in choices]
    form = ConfirmForm(request.POST or None, cells=stamped)

    def changes() -> list[Change]:
        parts = parts_of(queries.content_of(state))
        wanted = [one.partition("@")[0] for one in form.cleaned_data["cells"]]
        return [Change(one, parts[one], parts[one] | {"status": "verified"}) for one in wanted]

    title = _("Confirm as verified")
    lead = _("Compare each with the wording of its source. A second person does so again.")
    if not choices:
        lead = _("There is nothing to confirm: nothing that was read waits for it.")
    return proposing(request, user, state, form, changes, title, lead)


def _in_short(row: CellRow, sources: Mapping[str, Part]) -> SafeString:
    """A cell that is to be compared with its source: what it says, where, and by what."""
    if row.cell is None:
        return format_html("{}", row.label)
    said = "; ".join([*row.lines, row.cell.provision])
    named = (sources[row.cell.source],) if row.cell.source in sources else ()
    return _said(row.label, said, row.cell.paraphrase, named)


def _said(label: object, said: str, paraphrase: str, named: tuple[Part, ...]) -> SafeString:
    shown = format_html("<strong>{}</strong> <bdi>{}</bdi>", label, said)
    if paraphrase:
        shown += format_html('<br><span lang="en" dir="auto">{}</span>', paraphrase)
    for one in named:
        shown += format_html("<br>{}", _source(one))
    return shown


def _source(one: Part) -> SafeString:
    """A source in full, as somebody needs it who opens it to compare."""
    read_on = _("read on %(day)s") % {"day": day_text(one["read_on"])}
    dates = [copy_words(one.get("copy_date")), read_on]
    return format_html(
        '<span class="muted"><bdi>{}</bdi>: <bdi>{}</bdi>, <bdi>{}</bdi>, {}<br>'
        '<bdi dir="ltr" class="reference text-break">{}</bdi></span>',
        one["key"],
        one["title"],
        one["publisher"],
        ", ".join(dates),
        one["address"],
    )
