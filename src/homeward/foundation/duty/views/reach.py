"""How the reader is reached, and when he sleeps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from homeward.foundation.duty.access import get_own_channel
from homeward.foundation.duty.actions import channels as actions
from homeward.foundation.duty.forms import ChannelForm, QuietForm
from homeward.foundation.duty.queries import roster as queries
from homeward.foundation.duty.views.frame import form_methods, frame, reader
from homeward.foundation.duty.vocabulary import ChannelKind


@login_required
@form_methods
def show(request: HttpRequest) -> HttpResponse:
    """One's ways to be reached with the form for another, and one's quiet hours."""
    viewer = reader(request)
    sends_quiet = "quiet" in request.POST
    kept = queries.quiet_hours_of(viewer)
    channel = ChannelForm(request.POST if request.POST and not sends_quiet else None)
    quiet = QuietForm(request.POST if sends_quiet else None, kept=kept, prefix=None)
    if channel.is_bound and channel.is_valid():
        facts = channel.cleaned_data
        kind = ChannelKind(facts["kind"])
        order = facts["order"] or 1
        actions.add_channel(kind, facts["address"], user=viewer, order=order)
        messages.success(request, _("You can be reached this way from now on."))
        return redirect("duty:reach")
    if quiet.is_bound and quiet.is_valid():
        hours = quiet.cleaned_data
        actions.set_quiet_hours(hours["starts"], hours["ends"], hours["zone"], user=viewer)
        messages.success(request, _("Your quiet hours are kept."))
        return redirect("duty:reach")
    own = queries.channels_of([viewer]).get(viewer.pk, [])
    context = frame(viewer, "reach") | {"channels": own, "form": channel, "quiet": quiet}
    context |= {"quiet_kept": kept, "account_mail": "" if own else viewer.email}
    is_wrong = channel.is_bound or quiet.is_bound
    return render(request, "duty/reach.html", context, status=400 if is_wrong else 200)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of one's own ways to be reached away."""
    viewer = reader(request)
    actions.remove_channel(get_own_channel(pk, viewer), user=viewer)
    return redirect("duty:reach")
