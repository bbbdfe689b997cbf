"""What a person wants to be told of the proceedings, what is owed, and what was told."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file, get_of_file
from homeward.casework.victims.actions import rights as actions
from homeward.casework.victims.errors import rights as wrong
from homeward.casework.victims.errors.files import ContactStopped, GuardianStopped
from homeward.casework.victims.forms.rights import OweForm, SettleForm, WishForm
from homeward.casework.victims.models import OwedNotice, SupportFile
from homeward.casework.victims.queries import rights as queries
from homeward.casework.victims.queries.files import rule_of
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.words.rights import NoticeKind
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

FIELDS: Fields = {
    wrong.GuardianNeeded: "guardian",
    wrong.NoticeThere: "kind",
    ContactStopped: "end",
    GuardianStopped: "guardian",
}
SHOWN = 25


@login_required
@require_GET
def rights(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What the person wants to hear, is owed and was told; what he said; his complaints."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "rights", file)
    wishes = list(queries.wishes_of(viewer, file))
    past = Paginator(queries.past_notices(viewer, file), SHOWN)
    context = file_frame(viewer, file, _("To be told, to be heard, to complain")) | {
        "wishes": [(one, queries.kinds_of(one)) for one in wishes],
        "notices": [(one, queries.is_late(one)) for one in queries.open_notices(viewer, file)],
        "past": past.get_page(request.GET.get("page")),
        "heard": queries.heard_of(viewer, file),
        "complaints": queries.complaints_of(viewer, file),
        "stopped": _stopped(viewer, file),
    }
    return render(request, "victims/rights.html", context)


@login_required
@form_methods
def set_wish(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what the person wants to be told, by which channel, and when not."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = WishForm(request.POST or None, viewer=viewer, file=file, initial=_wish_now(viewer, file))

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        made = once(
            lambda: actions.set_wish(
                file,
                given["kinds"],
                user=viewer,
                channel=form.chosen_channel,
                guardian=form.through,
                not_when=given["not_when"],
                form_token=form.token,
            ),
            lambda token: queries.wishes_of(viewer, file).filter(form_token=token).first(),
            form.token,
        )
        return page_of(file), _("The wish holds from now on.") if made else ""

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Set what the person wants to be told"),
        submit=_("Keep it"),
        file=file,
        fields=FIELDS,
        cancel=page_of(file),
    )


@login_required
@form_methods
def owe_notice(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Enter by hand what the person is to be told."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = OweForm(request.POST or None)

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        made = once(
            lambda: actions.owe_notice(
                file,
                NoticeKind(given["kind"]),
                user=viewer,
                day=given["day"],
                form_token=form.token,
            ),
            lambda token: queries.notices_of(viewer, file).filter(form_token=token).first(),
            form.token,
        )
        return page_of(file), _("It is to be told, and a task says so.") if made else ""

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Enter what the person is to be told"),
        submit=_("Enter it"),
        file=file,
        fields=FIELDS,
        cancel=page_of(file),
    )


@login_required
@form_methods
def settle_notice(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Record that the person was told, or why not."""
    viewer = viewer_of(request)
    notice = get_of_file(OwedNotice, reference, number, key, viewer)
    form = SettleForm(request.POST or None, viewer=viewer, file=notice.file)

    def act() -> tuple[str, str]:
        actions.settle_notice(notice, form.settled(), user=viewer)
        return page_of(notice.file), _("It is recorded.")

    heading = _("Record what came of the notice: %(kind)s") % {"kind": notice.get_kind_display()}
    return support_form(
        request,
        notice.case,
        form,
        act,
        heading=heading,
        submit=_("Record it"),
        file=notice.file,
        fields=FIELDS,
        cancel=page_of(notice.file),
    )


def page_of(file: SupportFile) -> str:
    """The page of the person's rights."""
    return reverse("victims:rights", args=[file.case.reference, file.number])


def _stopped(viewer: User, file: SupportFile) -> bool:
    rule = rule_of(viewer, file)
    return bool(rule and rule.stops_contact)


def _wish_now(viewer: User, file: SupportFile) -> dict[str, object]:
    wish = queries.wishes_of(viewer, file).first()
    if wish is None:
        return {}
    return {
        "kinds": wish.kinds,
        "channel": str(wish.channel_id or ""),
        "guardian": str(wish.guardian_id or ""),
        "not_when": wish.not_when,
    }
