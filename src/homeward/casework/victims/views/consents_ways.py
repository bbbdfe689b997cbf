"""How the person is reached and who decides for him: adding and ending."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from homeward.casework.cases.once import once
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.access.consents import get_channel, get_guardian
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.actions import consents_ways as actions
from homeward.casework.victims.errors.consents import GuardianNotNeeded
from homeward.casework.victims.errors.files import FileEnded
from homeward.casework.victims.forms.consents import ChannelForm, GuardianForm
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import files as queries
from homeward.casework.victims.views.frame import form_methods, page_of, support_form
from homeward.foundation.access.forming import viewer_of


@login_required
@form_methods
def add_channel(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Agree on a way to reach the person."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    form = ChannelForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.add_channel(found, form.way(), user=viewer, form_token=form.token),
            lambda token: queries.channels_of(viewer, found).filter(form_token=token).first(),
            form.token,
        )
        return page_of(found, found.case), _("This way was agreed.") if made else ""

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Agree on a way to reach the person"),
        submit=_("Keep it"),
        file=found,
        fields={FileEnded: "kind"},
    )


@login_required
@form_methods
def add_guardian(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record who decides for the person."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    form = GuardianForm(request.POST or None, viewer=viewer, file=found)

    def act() -> tuple[str, str]:
        who = form.deciding
        made = once(
            lambda: actions.add_guardian(found, who(), user=viewer, form_token=form.token),
            lambda token: queries.guardians_of(viewer, found).filter(form_token=token).first(),
            form.token,
        )
        return page_of(found, found.case), _("Who decides is recorded.") if made else ""

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Record who decides for the person"),
        submit=_("Keep it"),
        file=found,
        fields={FileEnded: "name", GuardianNotNeeded: "name"},
    )


@login_required
@form_methods
def end_channel(request: HttpRequest, reference: str, number: int, channel_id: int) -> HttpResponse:
    """Stop reaching the person in this way."""
    viewer = viewer_of(request)
    row = get_channel(reference, number, channel_id, viewer)
    about = [(row.get_kind_display(), row.value)]
    return _end(
        request,
        row.file,
        lambda: actions.end_channel(row, user=viewer),
        about,
        heading=_("Reach the person no more in this way"),
    )


@login_required
@form_methods
def end_guardian(
    request: HttpRequest, reference: str, number: int, guardian_id: int
) -> HttpResponse:
    """Let this guardian decide no more."""
    viewer = viewer_of(request)
    row = get_guardian(reference, number, guardian_id, viewer)
    about = [(row.get_capacity_display(), row.name), (_("Decision"), row.decision)]
    return _end(
        request,
        row.file,
        lambda: actions.end_guardian(row, user=viewer),
        about,
        heading=_("This guardian decides no more"),
    )


class _Sure(CleanForm):
    """Nothing to fill in: the button is the answer."""


def _end(
    request: HttpRequest,
    file: SupportFile,
    end: Callable[[], None],
    about: list[tuple[Any, Any]],
    *,
    heading: str,
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None

    def act() -> tuple[str, str]:
        end()
        return page_of(file, file.case), _("Ended. It stays readable.")

    return support_form(
        request,
        file.case,
        _Sure(sent),
        act,
        heading=heading,
        submit=_("End it"),
        file=file,
        extra={"about": about},
    )
