"""Changing a law part by part: every form makes a proposal, which another person decides."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import act_on, show_form, viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.errors import HomewardError
from homeward.knowledge.law import actions, queries
from homeward.knowledge.law.access import check_may_draft
from homeward.knowledge.law.changes import Change, Part, parts_of, title_of
from homeward.knowledge.law.differing import shown
from homeward.knowledge.law.editing import (
    changes_for,
    digest_of,
    fault_field,
    source_choices,
)
from homeward.knowledge.law.elements import ELEMENTS
from homeward.knowledge.law.errors import LawFault, LawOvertaken, LawUnchanged, NotVerified
from homeward.knowledge.law.forms import (
    CellForm,
    PartForm,
    ReasonForm,
    cell_initial,
    known_initial,
)
from homeward.knowledge.law.models import Proposal
from homeward.knowledge.law.names import state_name
from homeward.knowledge.law.part_forms import (
    HeadForm,
    JoiningForm,
    NewStateForm,
    OffenceForm,
    SourceForm,
)
from homeward.knowledge.law.rows import GENERAL
from homeward.knowledge.law.statelaw import TREATIES
from homeward.knowledge.law.words import TREATY_NAMES, part_label

form_methods = require_http_methods(["GET", "POST"])
MENDABLE: tuple[type[HomewardError], ...] = (LawFault, LawOvertaken, LawUnchanged, NotVerified)


@login_required
@form_methods
def cell(request: HttpRequest, state: str, offence: str, element: str) -> HttpResponse:
    """One cell of an offence, or of the State's law as a whole."""
    user = drafter_of(request, state)
    parts = parts_of(queries.content_of(state))
    found = ELEMENTS.get(element)
    head = "state" if offence == GENERAL else f"offence/{offence}"
    if found is None or found.of_offence is (offence == GENERAL):
        raise NotFound("law_element", element)
    if offence != GENERAL and head not in parts:
        raise NotFound("law_offence", offence)
    path = f"{head}/{element}"
    part = parts.get(path)
    form = CellForm(
        request.POST or None,
        element=element,
        sources=source_choices(state),
        is_new=part is None,
        initial=cell_initial(part) | {"seen": digest_of(part)},
    )
    return part_page(request, user, state, path, part, form, str(found.help))


@login_required
@form_methods
def offence(request: HttpRequest, state: str, offence: str = "") -> HttpResponse:
    """The head of an offence, or a new one."""
    return _keyed(request, state, "offence", offence, OffenceForm)


@login_required
@form_methods
def source(request: HttpRequest, state: str, source: str = "") -> HttpResponse:
    """A source, or a new one."""
    return _keyed(request, state, "source", source, SourceForm)


@login_required
@form_methods
def treaty(request: HttpRequest, state: str, treaty: str) -> HttpResponse:
    """The State's standing to a treaty."""
    user = drafter_of(request, state)
    if treaty not in TREATIES:
        raise NotFound("law_treaty", treaty)
    path = f"membership/{treaty}"
    part = parts_of(queries.content_of(state)).get(path)
    initial = {"standing": "unknown"} | known_initial(part)
    initial["is_basis"] = {None: "", True: "true", False: "false"}[initial.get("is_basis")]
    initial["seen"] = digest_of(part)
    form = JoiningForm(
        request.POST or None,
        treaty=treaty,
        sources=source_choices(state),
        is_new=part is None,
        initial=initial,
    )
    return part_page(request, user, state, path, part, form, str(TREATY_NAMES[treaty]))


@login_required
@form_methods
def head(request: HttpRequest, state: str) -> HttpResponse:
    """The law as a whole: its legal family."""
    user = drafter_of(request, state)
    part = parts_of(queries.content_of(state))["law"]
    initial = part | {"seen": digest_of(part)}
    form = HeadForm(request.POST or None, state=state, initial=initial)
    return part_page(request, user, state, "law", part, form, "")


@login_required
@form_methods
def add_state(request: HttpRequest) -> HttpResponse:
    """A State whose law is not recorded: begin with the source that was read."""
    drafter_of(request, "")
    form = NewStateForm(request.POST or None, taken=frozenset(queries.laws()))
    if form.is_valid():
        return redirect("law:add_source", state=form.cleaned_data["state"])
    context = {
        "title": _("Add a State"),
        "form": form,
        "submit": _("Go on"),
        "cancel_url": reverse("law:states"),
        "lead": _("Begin with a source; everything else of a whole law comes quicker by a file."),
    }
    return render(request, "web/form_page.html", context, status=400 if form.is_bound else 200)


@login_required
@form_methods
def take_out(request: HttpRequest, state: str) -> HttpResponse:
    """Propose to take out a State that was added here by mistake."""
    user = drafter_of(request, state)
    queries.law_of(state)
    form = ReasonForm(request.POST or None)
    made: list[Proposal] = []

    def act() -> str:
        reason = form.cleaned_data["reason"]
        made.append(actions.propose_without(state, reason=reason, user=user))
        return ""

    if act_on(request, user, form, act) is not None:
        messages.success(request, _("Proposed. Another law drafter decides."))
        return redirect("law:proposal", proposal=made[0].pk)
    back = reverse("law:state", args=[state])
    return show_form(
        request,
        form,
        title=_("Take %(state)s out of the recorded laws") % {"state": state_name(state)},
        lead=_("For a State that was added by mistake: everything recorded of it goes, and its"
               " history stays. A second law drafter decides."),
        submit=_("Propose"),
        back=back,
        template="web/form_page.html",
        breadcrumbs=[
            {"label": _("Law"), "url": reverse("law:states")},
            {"label": state_name(state), "url": back},
        ],
    )  # fmt: skip


@login_required
@require_POST
def follow(request: HttpRequest, state: str) -> HttpResponse:
    """Be told of changes, or no longer."""
    viewer = viewer_of(request)
    if "end" in request.POST:
        actions.unfollow(state, user=viewer)
        messages.success(request, _("You are no longer told of changes to this law."))
    else:
        actions.follow(state, user=viewer)
        messages.success(request, _("You are told when this law changes."))
    return redirect("law:state", state=queries.law_of(state).state)


def drafter_of(request: HttpRequest, state: str) -> User:
    """The viewer who drafts laws. Raises Forbidden, and NotFound for no code of a State."""
    viewer = viewer_of(request)
    if state and state_name(state) == state:
        raise NotFound("law", state)
    check_may_draft(viewer, state)
    return viewer


def _keyed(
    request: HttpRequest, state: str, kind: str, key: str, form_of: type[OffenceForm | SourceForm]
) -> HttpResponse:
    user = drafter_of(request, state)
    parts = parts_of(queries.content_of(state))
    part = parts.get(f"{kind}/{key}") if key else None
    if key and part is None:
        raise NotFound(f"law_{kind}", key)
    taken = {path.split("/")[1] for path in parts if path.startswith(f"{kind}/")}
    initial = (part or {}) | {"seen": digest_of(part)}
    form = form_of(request.POST or None, key=key, taken=frozenset(taken), initial=initial)
    path = f"{kind}/{key}"
    if not key and form.is_valid():
        path = f"{kind}/{form.whole_key}"
    return part_page(request, user, state, path, part, form, "")


def part_page(
    request: HttpRequest,
    user: User,
    state: str,
    path: str,
    part: Part | None,
    form: PartForm,
    lead: str,
) -> HttpResponse:
    """The form of a part, or the proposal that it makes of it."""
    if form.is_valid() and form.cleaned_data["seen"] != digest_of(part):
        lines = shown(Change(path, None, part)).lines
        now = "; ".join(f"{one.label}: {one.after}" for one in lines)
        said = _(
            "Somebody else's change was put in force since you opened this form. Now it is:"
            " %(now)s. Send again what you want instead."
        )
        form.add_error(None, said % {"now": now or _("Not recorded")})
        form.read_again(digest_of(part))

    def changes() -> list[Change]:
        return changes_for(state, path, part, form.part())

    named = part_label(path, title_of(path, parts_of(queries.content_of(state))))
    title = named if part or not path.endswith("/") else _NEW[path]()
    return proposing(request, user, state, form, changes, title, lead)


_NEW: dict[str, Callable[[], str]] = {
    "offence/": lambda: _("Add an offence"),
    "source/": lambda: _("Add a source"),
    "authority/": lambda: _("Add an institution"),
    "treaty/": lambda: _("Add a treaty with other States"),
}


def proposing(
    request: HttpRequest,
    user: User,
    state: str,
    form: Any,
    changes: Callable[[], list[Change]],
    title: str,
    lead: str,
    template: str = "web/form_page.html",
    **more: Any,
) -> HttpResponse:
    """Propose what a good form says and show the proposal; else the form, with what is wrong."""
    if form.is_valid():
        try:
            with transaction.atomic():
                made = actions.propose(
                    state, changes(), reason=form.cleaned_data["reason"], user=user
                )
        except MENDABLE as error:
            note_refused(user, error)
            form.add_error(fault_field(form, error), error.sentence())
        else:
            messages.success(request, _("Proposed. Another law drafter decides."))
            return redirect("law:proposal", proposal=made.pk)
    recorded = state in queries.laws()
    back = reverse("law:state", args=[state]) if recorded else reverse("law:states")
    context = {
        "title": title,
        "lead": lead,
        "form": form,
        "submit": _("Propose"),
        "cancel_url": back,
        "draft": request.resolver_match.view_name if request.resolver_match else "",
        "breadcrumbs": [
            {"label": _("Law"), "url": reverse("law:states")},
            {"label": state_name(state), "url": back},
        ],
    } | more
    return render(request, template, context, status=400 if form.is_bound else 200)
