"""Laws of several States beside each other: the page, and the same as a file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.knowledge.law import queries
from homeward.knowledge.law.compare_document import comparison_of
from homeward.knowledge.law.elements import ABOUT
from homeward.knowledge.law.exporting import note_export
from homeward.knowledge.law.filters import CompareForm
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.printing import printed
from homeward.knowledge.law.rows import ComparedRow, compared
from homeward.knowledge.law.statelaw import Source, StateLaw
from homeward.knowledge.law.words import copy_words
from homeward.knowledge.law.writing import CSV_TYPE, XLSX_TYPE, to_csv, workbook_of


@login_required
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The choice of States, and their laws element by element."""
    form, names, laws = _asked(request)
    context: dict[str, Any] = {
        "title": _("Compare laws"),
        "form": form,
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
    }
    if form.is_bound and form.is_valid():
        wanted = [laws[code] for code in form.cleaned_data["states"]]
        context |= {
            "columns": [{"code": one.state, "name": names[one.state]} for one in wanted],
            "rows": compared(wanted, form.cleaned_data["about"]),
            "about": ABOUT[form.cleaned_data["about"]],
            "query": request.GET.urlencode(),
            "printed": printed(wanted, form.cleaned_data["about"], names),
            "printed_at": datetime.now(UTC),
        }
    bad = form.is_bound and not form.is_valid()
    return render(request, "law/compare.html", context, status=400 if bad else 200)


@login_required
@require_GET
def compare_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The comparison as rows, CSV or XLSX, or as a PDF; the page, where the choice is wrong."""
    form, names, laws = _asked(request)
    if kind not in ("csv", "xlsx", "pdf"):
        raise NotFound("law_comparison", kind)
    if not form.is_bound or not form.is_valid():
        return compare(request)  # what was chosen wrongly, said beside the choice
    wanted, about = [laws[code] for code in form.cleaned_data["states"]], form.cleaned_data["about"]
    data, media_type = _file(kind, wanted, about, names)
    note_export("comparison", [one.state for one in wanted], kind, user=viewer_of(request))
    return as_file(data, media_type, f"laws-compared.{kind}")


def _file(
    kind: str, wanted: list[StateLaw], about: str, names: dict[str, str]
) -> tuple[bytes, str]:
    if kind == "pdf":
        made = comparison_of(wanted, about, names, get_language() or "en")
        return made, "application/pdf"
    columns = [_("Element"), _("State"), _("Offence"), _("What the law says"), _("Provision"),
               _("How it is known"), _("Source"), _("Date of the copy"), _("Read on"),
               _("Paraphrase")]  # fmt: skip
    rows = [*_table(compared(wanted, about), names)]
    if kind == "csv":
        return to_csv(columns, rows), CSV_TYPE
    return workbook_of([("comparison", columns, rows)]), XLSX_TYPE


def as_file(data: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that is kept and never opened in the browser."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked(request: HttpRequest) -> tuple[CompareForm, dict[str, str], dict[str, StateLaw]]:
    laws, known = queries.laws(), state_names()
    names = {code: state_name(code, known) for code in laws}
    choices = sorted(names.items(), key=lambda one: one[1].casefold())
    bound = request.GET if "states" in request.GET or "about" in request.GET else None
    initial = {"about": "kidnapping", "states": request.GET.getlist("with")}
    return CompareForm(bound, states=choices, initial=initial), names, laws


def _table(rows: list[ComparedRow], names: dict[str, str]) -> Iterator[list[str]]:
    for row in rows:
        for cells in row.columns:
            for one in cells:
                source = one.source
                yield [
                    str(row.label),
                    names[one.state],
                    f"{one.offence.title} ({one.offence.provision})" if one.offence else "",
                    "\n".join(one.lines),
                    one.cell.provision if one.cell else "",
                    str(one.mark.word),
                    f"{source.title}, {source.address}" if source else "",
                    _copy_date(source) if source else "",
                    source.read_on.isoformat() if source else "",
                    one.cell.paraphrase if one.cell else "",
                ]


def _copy_date(source: Source) -> str:
    return source.copy_date.isoformat() if source.copy_date else copy_words(None)
