"""What pays for assistance, on the Secretariat's node: funds, commitments, spending."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from homeward.foundation.access.forming import viewer_of
from homeward.foundation.web.formats import money_text
from homeward.oversight.assistance.access import (
    check_at_secretariat,
    check_keeps_money,
    get_commitment,
    get_fund,
    get_request,
    keeps_money,
)
from homeward.oversight.assistance.actions.money import (
    FundFacts,
    change_fund,
    commit,
    keep_fund,
    release,
    spend,
)
from homeward.oversight.assistance.forms.money import (
    CommitForm,
    FundChangeForm,
    FundForm,
    ReleaseForm,
    SpendForm,
)
from homeward.oversight.assistance.lists import FundKind
from homeward.oversight.assistance.queries.money import (
    commitments_from,
    fund_lines,
    funds_for,
    picture_of,
    totals,
)
from homeward.oversight.assistance.views.forming import crumbs, form_page
from homeward.oversight.assistance.words import amounts_text, earmark_words

form_methods = require_http_methods(["GET", "POST"])


@login_required
@require_GET
def funds(request: HttpRequest) -> HttpResponse:
    """Pledges, and apart from them what the existing budget covers."""
    viewer = viewer_of(request)
    check_at_secretariat(viewer)
    lines = fund_lines(viewer)
    context = {
        "title": _("What pays for assistance"),
        "lines": [{"line": one, "earmark": earmark_words(one.fund)} for one in lines],
        "totals": totals(lines),
        "keeps_money": keeps_money(viewer),
        "breadcrumbs": crumbs(),
    }
    return render(request, "assistance/funds.html", context)


@login_required
@form_methods
def new_fund(request: HttpRequest) -> HttpResponse:
    """Record a pledge, or what the existing budget covers."""
    viewer = viewer_of(request)
    check_keeps_money(viewer)
    form = FundForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        names = ("title", "currency", "paragraphs", "states", "kinds", "document", "since", "until")
        facts = FundFacts(amount=form.units, **{name: given[name] for name in names})
        made = keep_fund(FundKind(given["kind"]), facts, user=viewer)
        return reverse("assistance:fund", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Record what can pay for assistance"),
        submit=_("Record"),
        back=reverse("assistance:funds"),
    )


@login_required
@require_GET
def fund(request: HttpRequest, fund_id: int) -> HttpResponse:
    """One fund, and what is committed from it."""
    viewer = viewer_of(request)
    found = get_fund(fund_id, viewer)
    line = next(one for one in fund_lines(viewer) if one.fund.pk == found.pk)
    context = {
        "title": found.title,
        "line": line,
        "earmark": earmark_words(found),
        "commitments": commitments_from(found),
        "keeps_money": keeps_money(viewer),
        "breadcrumbs": crumbs((_("What pays for assistance"), reverse("assistance:funds"))),
    }
    return render(request, "assistance/fund.html", context)


@login_required
@form_methods
def edit_fund(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Change what a fund holds; never below what is committed."""
    viewer = viewer_of(request)
    check_keeps_money(viewer)
    found = get_fund(fund_id, viewer)
    initial = {"until": found.until, "revision": found.revision}
    form = FundChangeForm(request.POST or None, currency=found.currency, initial=initial)
    back = reverse("assistance:fund", args=[found.pk])

    def act() -> str:
        given = form.cleaned_data
        change_fund(
            found.pk,
            form.units,
            given["until"],
            reason=given["reason"],
            user=viewer,
            revision=given["revision"],
        )
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Change what it holds"),
        lead=f"{found.title} · {money_text(found.amount, found.currency)}",
        submit=_("Change"),
        back=back,
    )


@login_required
@form_methods
def new_commitment(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Set money aside for an offer."""
    viewer = viewer_of(request)
    check_keeps_money(viewer)
    found = get_request(request_id, viewer)
    missing = picture_of(found).missing
    form = CommitForm(request.POST or None, lines=funds_for(viewer, found))
    back = reverse("assistance:request", args=[found.pk])

    def act() -> str:
        commit(found.pk, int(form.cleaned_data["fund"]), form.units, user=viewer)
        return back

    words = _("Still to be covered: %(missing)s. Only funds whose earmark fits are listed.")
    return form_page(
        request,
        form,
        act,
        title=_("Set money aside"),
        lead=words % {"missing": amounts_text(missing)} if missing else found.reference,
        submit=_("Set aside"),
        back=back,
    )


@login_required
@form_methods
def new_spending(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Record what was paid out."""
    viewer = viewer_of(request)
    found = get_commitment(commitment_id, viewer)
    form = SpendForm(request.POST or None, currency=found.fund.currency)
    back = reverse("assistance:request", args=[found.request_id])

    def act() -> str:
        given = form.cleaned_data
        spend(
            found.pk,
            form.units,
            on=given["on"],
            what=given["what"],
            document=given["document"],
            user=viewer,
        )
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Record what was spent"),
        lead=f"{found.fund.title} · {money_text(found.amount, found.fund.currency)}",
        submit=_("Record"),
        back=back,
    )


@login_required
@form_methods
def release_commitment(request: HttpRequest, commitment_id: int) -> HttpResponse:
    """Give back what was set aside and not spent."""
    viewer = viewer_of(request)
    found = get_commitment(commitment_id, viewer)
    form = ReleaseForm(request.POST or None)
    back = reverse("assistance:request", args=[found.request_id])

    def act() -> str:
        release(found.pk, reason=form.cleaned_data["reason"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Release what was set aside"),
        lead=f"{found.fund.title} · {money_text(found.amount, found.fund.currency)}",
        submit=pgettext("money", "Release"),
        back=back,
    )
