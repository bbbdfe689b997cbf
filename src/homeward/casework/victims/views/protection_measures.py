"""Measures that protect a person: recording one, its page, changing it, and what happens to it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.cases.overtaken import Stored
from homeward.casework.victims.access.files import get_file, get_of_file
from homeward.casework.victims.actions import protection_measures as actions
from homeward.casework.victims.errors import protection as wrong
from homeward.casework.victims.forms.protection import (
    MeasureEditForm,
    MeasureForm,
    StepForm,
    measure_initial,
)
from homeward.casework.victims.models import Measure
from homeward.casework.victims.queries import protection as queries
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.views.protection import protection_page, with_tones
from homeward.casework.victims.words.protection import LIVE, MeasureStep
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {wrong.MeasureOverlaps: "begins_on", wrong.MeasureDays: "review_on"}
STEP_FIELDS: Fields = {wrong.MeasureOverlaps: "day", wrong.MeasureDays: "day"}
# By the word in the address: what is recorded, and the form's heading and button.
STEPS = {
    "begin": (MeasureStep.BEGUN, gettext_lazy("Put the measure in force")),
    "review": (MeasureStep.REVIEWED, gettext_lazy("Review the measure: it goes on")),
    "lift": (MeasureStep.LIFTED, gettext_lazy("Lift the measure")),
    "refuse": (MeasureStep.REFUSED, gettext_lazy("The person refuses the measure")),
}


def measure_page(measure: Measure) -> str:
    """The page of a measure."""
    place = [measure.case.reference, measure.file.number, measure.pk]
    return reverse("victims:measure", args=place)


@login_required
@form_methods
def add(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record a measure; one of its kind that overlaps is named."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    form = MeasureForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.add_measure(found, form.facts(), user=viewer, form_token=form.token),
            lambda token: queries.measure_of_form(viewer, found, token),
            form.token,
        )
        return protection_page(found), _("The measure is recorded.") if made else ""

    heading = _("Record a measure")
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=heading,
        submit=_("Record it"),
        file=found,
        fields=FIELDS,
        cancel=protection_page(found),
    )


@login_required
@require_GET
def measure(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """One measure and its history."""
    viewer = viewer_of(request)
    found = get_of_file(Measure, reference, number, key, viewer)
    note_viewed(viewer, found.case, "measure", found.file)
    with_tones(queries.marked([found]))
    steps = [(word, label) for word, (step, label) in STEPS.items() if _open(found, step)]
    context = file_frame(viewer, found.file, found.get_kind_display()) | {
        "measure": found,
        "entries": queries.entries_of(viewer, found),
        "steps": steps,
        "days": actions.days_of(found),
    }
    return render(request, "victims/protection_measure.html", context)


def _open(measure: Measure, step: MeasureStep) -> bool:
    if measure.status not in LIVE:
        return False
    return step is not MeasureStep.BEGUN or measure.status == "planned"


@login_required
@form_methods
def edit(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Change what is done, the days, or who sees to it."""
    viewer = viewer_of(request)
    found = get_of_file(Measure, reference, number, key, viewer)
    form = MeasureEditForm(request.POST or None, measure=found)

    def act() -> tuple[str, str]:
        revision = form.cleaned_data["revision"]
        actions.change_measure(found, form.facts(), user=viewer, revision=revision)
        return measure_page(found), _("The measure was changed.")

    def stored() -> Stored:
        now = get_of_file(Measure, reference, number, key, viewer)
        values = measure_initial(now)
        return Stored(revision=now.revision, by=now.changed_by, at=now.changed_at, values=values)

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Change the measure"),
        submit=_("Keep it"),
        file=found.file,
        fields=FIELDS,
        cancel=measure_page(found),
        stored=stored,
        extra={"about": [(_("Measure"), found.get_kind_display())]},
    )


@login_required
@form_methods
def step(request: HttpRequest, reference: str, number: int, key: int, word: str) -> HttpResponse:
    """Put in force, review, lift, or write that the person refuses."""
    viewer = viewer_of(request)
    found = get_of_file(Measure, reference, number, key, viewer)
    if word not in STEPS:
        raise Http404
    kind, heading = STEPS[word]
    form = StepForm(request.POST or None, step=kind.value, measure=found)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.take_step(found, form.happened(), user=viewer, form_token=form.token),
            lambda token: queries.entry_of_form(viewer, found, token),
            form.token,
        )
        return measure_page(found), str(kind.label) if made else ""

    about = [(_("Measure"), found.get_kind_display()), (_("Days"), actions.days_of(found))]
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=str(heading),
        submit=_("Record it"),
        file=found.file,
        fields=STEP_FIELDS,
        cancel=measure_page(found),
        extra={"about": about},
    )
