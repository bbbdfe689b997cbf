"""Protection of one person: the whole page, assessing the threat, protected addresses."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.victims.access.files import get_file, get_of_file
from homeward.casework.victims.actions import protection_addresses as addresses
from homeward.casework.victims.actions import protection_threat as threats
from homeward.casework.victims.errors import protection as wrong
from homeward.casework.victims.forms import protection as forms
from homeward.casework.victims.models import ProtectedAddress, SupportFile, ThreatAssessment
from homeward.casework.victims.queries import protection as queries
from homeward.casework.victims.queries.protection_sharing import NEEDED
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.words.protection import (
    LEVEL_MEANINGS,
    LEVEL_TONES,
    MEASURE_TONES,
    ThreatLevel,
    ThreatSource,
)
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {wrong.AssessmentCorrected: "level"}


def protection_page(file: SupportFile) -> str:
    """The page of the protection of a file's person."""
    return reverse("victims:protection", args=[file.case.reference, file.number])


@login_required
@require_GET
def protection(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Threat, measures, addresses, alarms and requests abroad, with everything before."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    note_viewed(viewer, found.case, "protection", found)
    context = file_frame(viewer, found, _("Protection")) | {
        "summary": queries.summary_of(viewer, found),
        "threats": shown(list(queries.threats_of(viewer, found))),
        "measures": with_tones(queries.marked(queries.measures_of(viewer, found))),
        "addresses": queries.addresses_of(viewer, found),
        "alarms": queries.alarms_of(viewer, found),
        "shared": queries.shared_of(viewer, found),
        "may_ask": [code for code in NEEDED if viewer.has_role(*kind_of(code).roles_to_draft)],
    }
    return render(request, "victims/protection.html", context)


def shown(threats: list[ThreatAssessment]) -> list[ThreatAssessment]:
    """The assessments with the words of their level and sources."""
    for one in threats:
        level = ThreatLevel(one.level)
        one.tone, one.meaning = LEVEL_TONES[level], LEVEL_MEANINGS[level]  # type: ignore[attr-defined]
        one.from_where = [ThreatSource(code).label for code in one.sources]  # type: ignore[attr-defined]
    return threats


def with_tones(measures: list[Any]) -> list[Any]:
    """The measures with the tone of their status."""
    for one in measures:
        one.tone = MEASURE_TONES[one.status]
    return measures


@login_required
@form_methods
def assess(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record how great the danger is now."""
    found = get_file(reference, number, viewer_of(request))
    return _assessing(request, found, None)


@login_required
@form_methods
def correct(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Write what takes the place of an assessment; both stay readable."""
    before = get_of_file(ThreatAssessment, reference, number, key, viewer_of(request))
    return _assessing(request, before.file, before)


def _assessing(
    request: HttpRequest, file: SupportFile, before: ThreatAssessment | None
) -> HttpResponse:
    viewer = viewer_of(request)
    initial = forms.threat_initial(before) if before else {"assessor": str(viewer)}
    form = forms.ThreatForm(request.POST or None, initial=initial)

    def act() -> tuple[str, str]:
        made = once(
            lambda: threats.assess(
                file, form.facts(), user=viewer, corrects=before, form_token=form.token
            ),
            lambda token: queries.threats_of(viewer, file).filter(form_token=token).first(),
            form.token,
        )
        if made is None:
            return protection_page(file), ""
        if before is None and queries.summary_of(viewer, file).alarms:
            waits = _("The assessment is recorded. An alarm that came after its day still waits.")
            return protection_page(file), waits
        return protection_page(file), _("The assessment is recorded.")

    heading = _("Correct an assessment of the threat") if before else _("Assess the threat")
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=heading,
        submit=_("Record it"),
        file=file,
        fields=FIELDS,
        cancel=protection_page(file),
    )


@login_required
@form_methods
def seal_address(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Seal an address of the person."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    form = forms.AddressForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: addresses.protect_address(
                found, form.cleaned_data["text"], user=viewer, form_token=form.token
            ),
            lambda token: queries.address_of_form(viewer, found, token),
            form.token,
        )
        return protection_page(found), _("The address is sealed.") if made else ""

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Seal a protected address"),
        submit=_("Seal the address"),
        file=found,
        cancel=protection_page(found),
    )


@login_required
@form_methods
def end_address(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Write that the person is not to be found at an address any more."""
    viewer = viewer_of(request)
    address = get_of_file(ProtectedAddress, reference, number, key, viewer)
    form = forms.EndAddressForm(request.POST or None)

    def act() -> tuple[str, str]:
        addresses.end_address(address, form.cleaned_data["reason"], user=viewer)
        return protection_page(address.file), _("It is written that this address does not hold.")

    return support_form(
        request,
        address.case,
        form,
        act,
        heading=_("A protected address does not hold any more"),
        submit=_("Record it"),
        file=address.file,
        cancel=protection_page(address.file),
    )
