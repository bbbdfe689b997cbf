"""Packs of practices: those that are loaded, their practices, loading and making them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.access.refusals import note_refused
from homeward.foundation.access.roles import Role
from homeward.foundation.errors import HomewardError
from homeward.knowledge.manual.access import check_may_adapt, may_adapt
from homeward.knowledge.manual.actions import packs as actions
from homeward.knowledge.manual.guide import library
from homeward.knowledge.manual.guide.packs import PackContent
from homeward.knowledge.manual.guide.preview import Previewed, Standing, preview
from homeward.knowledge.manual.guide.words import LANGUAGE_NAMES, card_of, in_own_language
from homeward.knowledge.manual.models import EVERYBODY, PracticePack
from homeward.knowledge.manual.practice_forms import KeptPackForm, MakePackForm, PackForm, kept
from homeward.knowledge.manual.views.forming import acted, crumbs
from homeward.knowledge.manual.views.paper import as_file

form_methods = require_http_methods(["GET", "POST"])


@login_required
@require_GET
def packs(request: HttpRequest) -> HttpResponse:
    """The packs in force that a reader may read."""
    viewer = viewer_of(request)
    context = {
        "title": _("Packs of practices"),
        "rows": [_row(one) for one in library.packs(viewer)],
        "adapts": may_adapt(viewer),
        "breadcrumbs": crumbs(),
    }
    return render(request, "manual/packs.html", context)


def _row(pack: PracticePack) -> dict[str, Any]:
    names = dict(Role.choices)
    return {
        "pack": pack,
        "title": in_own_language(pack.title),
        "roles": [str(names.get(one, one)) for one in pack.roles if one != EVERYBODY],
    }


@login_required
@require_GET
def pack(request: HttpRequest, state: str, pack: str) -> HttpResponse:
    """One pack with its practices."""
    viewer = viewer_of(request)
    found = library.pack_of(viewer, state, pack)
    context = {
        "title": in_own_language(found.title),
        "row": _row(found),
        "cards": [card_of(one) for one in library.practices_of_pack(found).values()],
        "unreadable": library.unreadable_in(found),
        "adapts": may_adapt(viewer),
        "breadcrumbs": crumbs((_("Packs"), reverse("manual:packs"))),
    }
    return render(request, "manual/pack.html", context)


@login_required
@form_methods
def load(request: HttpRequest) -> HttpResponse:
    """Look at a signed pack from a file, and load it."""
    viewer = viewer_of(request)
    check_may_adapt(viewer, "")
    form = PackForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}

    def act() -> str:
        raw, name = form.cleaned_data["raw"], form.cleaned_data["name"]
        if request.POST.get("look"):
            content, _key = actions.checked_pack(raw, name, user=viewer)
            context.update(_looked_at(content, raw, name, viewer))
            return ""
        made = actions.load_pack(raw, name, user=viewer)
        words = _("The pack “%(pack)s” of %(state)s was loaded in version %(version)s.")
        return words % {
            "pack": in_own_language(made.title),
            "state": made.state,
            "version": made.version,
        }

    if acted(request, form, act) and not context:
        return redirect("manual:packs")
    shown = {
        "title": _("Load a pack"),
        "lead": _("Its signature is checked with the keys that this node knows of its State. What"
                  " is restricted is shown to its roles only, and never leaves this node."),
        "form": form,
        "cancel_url": reverse("manual:packs"),
        "breadcrumbs": crumbs((_("Packs"), reverse("manual:packs"))),
    }  # fmt: skip
    status = 400 if form.is_bound and not context else 200
    return render(request, "manual/pack_load.html", shown | context, status=status)


_STANDINGS: dict[Standing, tuple[Promise, str, str]] = {
    Standing.NEW: (gettext_lazy("New here"), "information", "plus"),
    Standing.CHANGED: (pgettext_lazy("practice in a pack", "Changed"), "neutral", "edit"),
    Standing.SAME: (gettext_lazy("The same as here"), "neutral", "check"),
    Standing.OLDER: (gettext_lazy("Older than what is here"), "warning", "warning"),
    Standing.GONE: (gettext_lazy("No longer in the pack"), "warning", "cross"),
}


def _looked_at(content: PackContent, raw: bytes, name: str, viewer: User) -> dict[str, Any]:
    """What a pack would bring, and the form that loads these very bytes."""
    return {
        "content": content,
        "name": in_own_language(dict(content.title)),
        "rows": [_previewed(one) for one in preview(content, viewer)],
        "form": KeptPackForm(initial={"kept": kept(raw), "name": name}),
    }


def _previewed(one: Previewed) -> dict[str, Any]:
    word, tone, icon = _STANDINGS[one.standing]
    words = _("revision %(pack)s; here %(here)s")
    both = {"pack": one.practice.revision, "here": one.here}
    return {
        "title": one.practice.title,
        "word": word,
        "tone": tone,
        "icon": icon,
        "revisions": words % both if one.here and one.standing is not Standing.GONE else "",
        "parts": ", ".join(one.parts),
        "outdated": ", ".join(LANGUAGE_NAMES[code] for code in one.outdated),
    }


@login_required
@form_methods
def make(request: HttpRequest) -> HttpResponse:
    """Make a signed pack of practices of this node."""
    viewer = viewer_of(request)
    check_may_adapt(viewer, "")
    known = library.library(viewer)
    choices = [(code, one.practice.title) for code, one in known.items()]
    form = MakePackForm(request.POST or None, practices=choices)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        language = (get_language() or "en").split("-")[0]
        try:
            with transaction.atomic():
                made = actions.make_pack(
                    data["code"],
                    data["version"],
                    {language: data["title"]},
                    data["practices"],
                    roles=data["roles"],
                    user=viewer,
                )
            return as_file(made, "application/json", f"{data['code']}-{data['version']}.json")
        except HomewardError as error:
            note_refused(viewer, error)
            form.add_error(None, error.sentence())
    context = {
        "title": _("Make a pack"),
        "lead": _("A file that this node signs. Another node loads it, or the other nodes of this"
                  " State where it is restricted."),
        "form": form,
        "submit": _("Make the file"),
        "cancel_url": reverse("manual:packs"),
        "breadcrumbs": crumbs((_("Packs"), reverse("manual:packs"))),
    }  # fmt: skip
    return render(request, "web/form_page.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def remove(request: HttpRequest, state: str, pack: str) -> HttpResponse:
    """Take a pack out of use."""
    viewer = viewer_of(request)
    actions.remove_pack(library.pack_of(viewer, state, pack), user=viewer)
    messages.success(request, _("The pack was taken out of use."))
    return redirect("manual:packs")
