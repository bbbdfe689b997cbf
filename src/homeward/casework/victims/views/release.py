"""Release and after: the checklists, what is arranged, and everything else on one page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.cases.overtaken import Stored
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.access.release import a_group, an_arrangement, get_step
from homeward.casework.victims.actions import release as actions
from homeward.casework.victims.debrief_limits import LONGEST, break_hours
from homeward.casework.victims.errors import release as wrong
from homeward.casework.victims.errors.contacts import OutsideSupport
from homeward.casework.victims.errors.files import EndedAlready, FileEnded
from homeward.casework.victims.forms.release import (
    FollowUpForm,
    MoveForm,
    PrepareForm,
    StepEndForm,
    StepForm,
    arrangement_form,
    arrangement_initial,
    first_day,
)
from homeward.casework.victims.models import SupportFile, SupportStep
from homeward.casework.victims.queries import release as queries
from homeward.casework.victims.queries.consents import holding
from homeward.casework.victims.queries.files import is_child
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.words.files import ConsentPurpose
from homeward.casework.victims.words.release import Arranged, Ending, Group
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.queries import is_lead

FIELDS: Fields = {
    FileEnded: "",
    EndedAlready: "",
    OutsideSupport: "responsible",
    wrong.ResultMissing: "result",
    wrong.TwoTellOfDeath: "done_second",
}


def release_url(file: SupportFile) -> str:
    """The page of release and after."""
    return reverse("victims:release", args=[file.case.reference, file.number])


def limits_for(file: SupportFile) -> dict[str, Any]:
    """The limits of debriefing sessions for this person, as the pages say them."""
    child = is_child(file.person)
    return {"child": child, "longest": LONGEST[child], "hours": break_hours(child)}


@login_required
@require_GET
def release(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Everything that is prepared, arranged and done around release, a death, or the end."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "release", file)
    steps = list(queries.steps_of(viewer, file))
    context = file_frame(viewer, file, _("Release and after")) | {
        "groups": [(one, [s for s in steps if s.group == one]) for one in Group],
        "today": localdate(),
        "reunion": queries.arrangements_of(viewer, file, Arranged.REUNION).first(),
        "media": queries.arrangements_of(viewer, file, Arranged.MEDIA).first(),
        "media_consent": bool(holding(viewer, file, ConsentPurpose.MEDIA)),
        "debrief_consent": bool(holding(viewer, file, ConsentPurpose.DEBRIEF)),
        "debriefs": list(queries.debriefs_of(viewer, file)),
        "ends": list(queries.ends_of(viewer, file)),
        "may_reopen": is_lead(viewer, file.case_id),
        **limits_for(file),
    }
    return render(request, "victims/release.html", context)


@login_required
@form_methods
def prepare(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Put the usual preparation for an ending on the list."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = PrepareForm(request.POST or None)

    def act() -> tuple[str, str]:
        ending = Ending(form.cleaned_data["ending"])
        return release_url(file), _added(actions.prepare(file, ending, user=viewer))

    return _form(
        request,
        file,
        form,
        act,
        _("Prepare for an ending"),
        submit=_("Put it on the list"),
        note=_("Prepare for each ending early, also for the one that nobody wants."),
    )


@login_required
@form_methods
def follow_ups(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Set the usual follow-ups after the day of the outcome."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = FollowUpForm(request.POST or None, initial={"day": first_day(file)})

    def act() -> tuple[str, str]:
        made = actions.set_follow_ups(file, form.cleaned_data["day"], user=viewer)
        return release_url(file), _added(made)

    return _form(request, file, form, act, _("Set the follow-ups"), submit=_("Set them"))


def _added(count: int) -> str:
    words = ngettext("%(count)s line is new.", "%(count)s lines are new.", count)
    return words % {"count": count} if count else _("All of them are on the list already.")


@login_required
@form_methods
def add_step(request: HttpRequest, reference: str, number: int, group: str) -> HttpResponse:
    """Add a line to a checklist."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    chosen = a_group(group)
    form = StepForm(request.POST or None, viewer=viewer, file=file, group=chosen)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.add_step(file, form.new(), user=viewer, form_token=form.token),
            lambda token: queries.step_of_form(viewer, file, token),
            form.token,
        )
        return release_url(file), _("It is on the list.") if made else ""

    heading = _("Add to the list: %(list)s") % {"list": chosen.label}
    return _form(request, file, form, act, heading, submit=_("Put it on the list"))


@login_required
@form_methods
def end_step(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Say what became of a line."""
    viewer = viewer_of(request)
    step = get_step(reference, number, key, viewer)
    form = StepEndForm(request.POST or None, step=step)

    def act() -> tuple[str, str]:
        actions.end_step(step, form.facts(), user=viewer)
        return release_url(step.file), _("It is noted what became of it.")

    heading = _("How it ended")
    return _form(request, step.file, form, act, heading, submit=_("Keep it"), note=_said(step))


@login_required
@form_methods
def move_step(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Give a line another day."""
    viewer = viewer_of(request)
    step = get_step(reference, number, key, viewer)
    form = MoveForm(request.POST or None)

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        actions.move_step(step, given["due_on"], given["why"], user=viewer)
        return release_url(step.file), _("It has another day now.")

    heading = _("Give it another day")
    return _form(request, step.file, form, act, heading, submit=_("Keep it"), note=_said(step))


def _said(step: SupportStep) -> str:
    return " · ".join(str(one) for one in (step.get_kind_display(), step.text) if one)


@login_required
@form_methods
def arrange(request: HttpRequest, reference: str, number: int, kind: str) -> HttpResponse:
    """Agree on the reunion, or on protection from media; two at once choose field by field."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    chosen = an_arrangement(kind)
    held = queries.arrangements_of(viewer, file, chosen).first()
    form = arrangement_form(chosen)(request.POST or None, initial=arrangement_initial(chosen, held))

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        actions.arrange(file, chosen, form.facts(), user=viewer, revision=revision)
        return release_url(file), _("It holds from now on.")

    def stored() -> Stored:
        now = queries.arrangements_of(viewer, file, chosen).first()
        values = arrangement_initial(chosen, now)
        if now is None:
            return Stored(values=values)
        return Stored(revision=now.number, by=now.set_by_id, at=now.set_at, values=values)

    return _form(request, file, form, act, str(chosen.label), submit=_("Keep it"), stored=stored)


@login_required
@require_GET
def versions(request: HttpRequest, reference: str, number: int, kind: str) -> HttpResponse:
    """Every version of an arrangement."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    chosen = an_arrangement(kind)
    note_viewed(viewer, file.case, "arrangement", file)
    rows = queries.arrangements_of(viewer, file, chosen)
    context = file_frame(viewer, file, str(chosen.label)) | {"versions": rows}
    return render(request, "victims/release_versions.html", context)


def _form(
    request: HttpRequest,
    file: SupportFile,
    form: Any,
    act: Any,
    heading: str,
    *,
    submit: str,
    note: str = "",
    stored: Any = None,
) -> HttpResponse:
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=heading,
        submit=submit,
        file=file,
        fields=FIELDS,
        cancel=release_url(file),
        extra={"note": note},
        stored=stored,
    )
