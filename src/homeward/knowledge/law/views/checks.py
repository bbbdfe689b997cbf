"""Double criminality and the way to ask: results on the page and on paper.

Forms send their facts in the body: addresses end in logs. An address with facts is taken too, for
whoever wants a link.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.foundation.access.forming import viewer_of
from homeward.knowledge.law import check_words
from homeward.knowledge.law.check_document import document_of
from homeward.knowledge.law.check_forms import CONDUCT, ROUTE, STATES, FactsForm
from homeward.knowledge.law.checking import Checked, check, facts_form
from homeward.knowledge.law.comparing import KnownOffence, is_serious
from homeward.knowledge.law.conduct import SETS
from homeward.knowledge.law.exporting import note_export
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.shelf import is_fictional
from homeward.knowledge.law.words import ASKED, RESULTS, penalty_words

# What only the treaties ask, beside the two questions that the conduct answers too.
ROUTE_FIELDS = (*STATES, *ROUTE, "third_party", "threat")


@login_required
@require_http_methods(["GET", "POST"])
def double_criminality(request: HttpRequest) -> HttpResponse:
    """The conduct under the laws of two States, element by element."""
    return _page(request, "law/check.html", _("Double criminality"), (*STATES, *CONDUCT))


@login_required
@require_http_methods(["GET", "POST"])
def route(request: HttpRequest) -> HttpResponse:
    """The ways to ask, in order, with every test."""
    return _page(request, "law/check_route.html", _("The way to ask"), ROUTE_FIELDS)


@login_required
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest) -> HttpResponse:
    """Both on paper; an address that holds no facts leads to the form that asks for them."""
    form = _form(request, (*STATES, *CONDUCT))
    if not form.is_bound or not form.is_valid():
        return redirect("law_check:check")
    checked, language = check(form), get_language() or "en"
    made = document_of(checked, form, language)
    states = [checked.requesting, checked.requested]
    note_export("check", states, "pdf", user=viewer_of(request))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="double-criminality.pdf"'
    return answer


def names_of(checked: Checked) -> dict[str, str]:
    """The names of both States; invented ones say so."""
    known = state_names()
    found = {code: state_name(code, known) for code in (checked.requesting, checked.requested)}
    return {
        code: _("%(state)s (invented)") % {"state": name} if is_fictional(code) else name
        for code, name in found.items()
    }


def check_context(checked: Checked, form: FactsForm) -> dict[str, Any]:
    """What the pages show of a check."""
    names, comparison = names_of(checked), checked.comparison
    sides = (comparison.requesting, comparison.requested)
    return {
        "checked": checked,
        "query": form.query(),
        "given": form.given(),
        "names": [names[one.state] for one in sides],
        "invented": any(is_fictional(one.state) for one in sides),
        "mark": RESULTS[comparison.result],
        "sentence": check_words.sentence(checked, names),
        "sides": [
            {
                "name": names[one.state],
                "state": one.state,
                "recorded": one.state in checked.laws,
                "mark": RESULTS[one.result],
                "nearest": check_words.nearest(one),
                "covering": one.covering[1:],
                "others": check_words.others(one),
            }
            for one in sides
        ],
        "rows": check_words.element_rows(checked),
        "to_do": check_words.to_do(checked, names),
        "routes": check_words.route_rows(checked, form),
        "route_sentence": check_words.route_sentence(checked),
        "asked": ASKED[checked.facts.asked],
        "own_rules": check_words.requested_rows(checked),
        "tested": [
            {"offence": one, "penalty": _penalty(one), "mark": RESULTS[is_serious(one)]}
            for one in checked.tested
        ],
        "is_charged": checked.is_charged,
        "serious": RESULTS[checked.serious],
    }


def _penalty(offence: KnownOffence) -> str:
    cell = offence.cell("penalty")
    return penalty_words(cell.value) if cell else _("no penalty recorded")


def _form(request: HttpRequest, shown: Iterable[str]) -> FactsForm:
    """The form as sent; a link that names only one of the States fills it in and asks the rest."""
    sent = request.POST if request.method == "POST" else request.GET
    if all(name in sent for name in STATES):
        return facts_form(sent, shown=shown)
    many = (*SETS, "complete")
    given = {n: sent.getlist(n) if n in many else sent[n] for n in sent}
    return facts_form(initial=given, shown=shown)


def _page(request: HttpRequest, template: str, title: str, shown: Iterable[str]) -> HttpResponse:
    form = _form(request, shown)
    is_good = form.is_bound and form.is_valid()
    found = check_context(check(form), form) if is_good else {}
    context = {
        "title": title,
        "form": form,
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
        "groups": question_groups(form, shown),
    } | found
    bad = form.is_bound and not is_good
    return render(request, template, context, status=400 if bad else 200)


def question_groups(form: FactsForm, shown: Iterable[str]) -> list[dict[str, Any]]:
    """The questions under a few headings."""
    headings = (
        (_("The two States"), STATES),
        (_("What was done"), ("acts", "moved", "means", "completed")),
        (_("The victim"), ("willing", "age")),
        (_("The aim"), ("purposes", "third_party", "threat")),
        (_("What is sure"), ("complete",)),
        (_("The request"), ("asked", "offence", "convention_offence")),
        (_("The group"), ROUTE[2:5]),
        (_("The border"), ROUTE[5:11]),
        (_("The hostage"), ("foreign_link", "armed_conflict")),
    )
    wanted = set(shown)
    groups = [
        {"heading": heading, "fields": [form[name] for name in names if name in wanted]}
        for heading, names in headings
    ]
    return [one for one in groups if one["fields"]]
