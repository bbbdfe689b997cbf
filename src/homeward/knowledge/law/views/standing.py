"""A State's institutions and its treaties with other States in the editor; and who is told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.knowledge.law import actions, history, queries
from homeward.knowledge.law.changes import parts_of
from homeward.knowledge.law.editing import digest_key, digest_of, source_choices
from homeward.knowledge.law.forms import known_initial
from homeward.knowledge.law.names import state_name, state_names
from homeward.knowledge.law.standing_forms import FollowForm, InstitutionForm, PactForm
from homeward.knowledge.law.views.editing import drafter_of, part_page

form_methods = require_http_methods(["GET", "POST"])


@login_required
@form_methods
def institution(request: HttpRequest, state: str, institution: str = "") -> HttpResponse:
    """An institution, or a new one."""
    user = drafter_of(request, state)
    listed = {
        path: part
        for path, part in parts_of(queries.content_of(state)).items()
        if path.startswith("authority/")
    }
    path = next((one for one in listed if digest_key(one) == institution), "authority/")
    part = listed.get(path)
    if institution and part is None:
        raise NotFound("law_institution", institution)
    initial = known_initial(part)
    initial["languages"] = ", ".join(initial.get("languages", []))
    form = InstitutionForm(
        request.POST or None,
        own=part,
        taken=frozenset(listed),
        sources=source_choices(state),
        initial=initial | {"seen": digest_of(part)},
    )
    if part is None and form.is_valid():
        path = form.path
    return part_page(request, user, state, path, part, form, "")


@login_required
@form_methods
def pact(request: HttpRequest, state: str, pact: str = "") -> HttpResponse:
    """A treaty with other States, or a new one."""
    user = drafter_of(request, state)
    listed = {
        path.split("/")[1]: part
        for path, part in parts_of(queries.content_of(state)).items()
        if path.startswith("treaty/")
    }
    part = listed.get(pact)
    if pact and part is None:
        raise NotFound("law_pact", pact)
    initial = known_initial(part)
    initial["states"] = ", ".join(initial.get("states", []))
    form = PactForm(
        request.POST or None,
        state=state,
        key=pact,
        taken=frozenset(listed),
        sources=source_choices(state),
        initial=initial | {"seen": digest_of(part)},
    )
    path = f"treaty/{form.whole_key if not pact and form.is_valid() else pact}"
    return part_page(request, user, state, path, part, form, "")


@login_required
@form_methods
def follow_several(request: HttpRequest) -> HttpResponse:
    """Choose at once of which laws one is told."""
    viewer, names = viewer_of(request), state_names()
    now = history.followed_by(viewer.pk)
    listed = {*queries.laws(), *now}
    choices = sorted(
        ((code, state_name(code, names)) for code in listed), key=lambda one: one[1].casefold()
    )
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        states=choices,
        initial={"states": sorted(now)},
    )
    if form.is_valid():
        wanted = {*form.cleaned_data["states"]}
        with transaction.atomic():
            for code in sorted(wanted - now):
                actions.follow(code, user=viewer)
            for code in sorted(now - wanted):
                actions.unfollow(code, user=viewer)
        messages.success(request, _("This is kept. You are told when one of them changes."))
        return redirect("law:states")
    context = {
        "title": _("Tell me of changes"),
        "lead": _("Choose the States whose laws you want to be told of."),
        "form": form,
        "cancel_url": reverse("law:states"),
        "breadcrumbs": [{"label": _("Law"), "url": reverse("law:states")}],
    }
    return render(request, "web/form_page.html", context, status=400 if form.errors else 200)
