"""The lists of the case with the State's own entries; for administrators and supervisors."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.access import check_may_keep_lists, get_case_list, get_list_entry
from homeward.casework.cases.actions.lists import add_entry, change_entry
from homeward.casework.cases.errors.casefile import CaseFileError
from homeward.casework.cases.forms.lists import (
    EntryForm,
    NewEntryForm,
    entry_initial,
    stored_entry,
)
from homeward.casework.cases.lists import SHIPPED, entry_of_form, label_of, own_entries, word_of
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored, overtaken
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused


@login_required
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Every list: the State's own entries, which it changes here, and the shipped ones."""
    check_may_keep_lists(viewer_of(request))
    shown = [
        {
            "code": which.value,
            "title": which.label,
            "own": [
                (entry, label_of(entry), word_of(which, entry.counts_as))
                for entry in own_entries(which).values()
            ],
            "shipped": list(SHIPPED[which].items()),
        }
        for which in CaseList
    ]
    return render(request, "cases/lists.html", {"title": _("Lists of the case"), "lists": shown})


@login_required
@form_methods
def add(request: HttpRequest, which: str) -> HttpResponse:
    """Add an entry to a list. A form that is sent twice adds one."""
    viewer = viewer_of(request)
    known = get_case_list(which, viewer)
    form = NewEntryForm(request.POST or None, which=known)

    def act() -> str:
        made = once(
            lambda: add_entry(
                known,
                form.cleaned_data["code"],
                form.words(),
                user=viewer,
                form_token=form.token,
            ),
            entry_of_form,
            form.token,
        )
        return sent_before() if made is None else _("It can be chosen from now on, in every case.")

    title = _("Add to the list: %(list)s") % {"list": known.label}
    return _form(request, form, act, title)


@login_required
@form_methods
def entry(request: HttpRequest, which: str, code: str) -> HttpResponse:
    """Rename an entry, say as what it counts, take it out of use or back."""
    viewer = viewer_of(request)
    found = get_list_entry(which, code, viewer)
    form = EntryForm(
        request.POST or None,
        initial=entry_initial(found),
        which=CaseList(found.which),
        own_code=code,
    )

    def act() -> str:
        change_entry(found, form.words(), user=viewer, revision=form.cleaned_data["revision"])
        return _("The change holds from now on, in every case.")

    return _form(request, form, act, label_of(found), lambda: stored_entry(found))


def _form(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], str],
    title: str,
    stored: Callable[[], Stored] | None = None,
) -> HttpResponse:
    """Show the form, or act; whoever was overtaken sees both versions and decides."""
    context: dict[str, Any] = {"title": title, "form": form}
    context["cancel_url"] = reverse("case_lists:list")
    status, viewer = 400 if form.is_bound else 200, viewer_of(request)
    if form.is_valid():
        try:
            with transaction.atomic():
                done = act()
        except StaleForm as error:
            if stored is None:
                raise
            note_refused(viewer, error)
            context["overtaken"], status = overtaken(form, error, stored()), 409
        except CaseFileError as error:
            note_refused(viewer, error)
            form.add_error(error.field, error.sentence())
        else:
            messages.success(request, done)
            return redirect("case_lists:list")
    return render(request, "cases/list_form.html", context, status=status)
