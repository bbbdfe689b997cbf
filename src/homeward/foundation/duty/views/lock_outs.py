"""Letting a colleague try to sign in again, and the state of e-mail."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.lockouts import lift_lock_out, locked_out
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.actions.notices import About, To, raise_notice
from homeward.foundation.duty.forms import LiftForm
from homeward.foundation.duty.queries.notices import failed_mail, mail_is_failing
from homeward.foundation.duty.queries.roster import active_people, mail_addresses
from homeward.foundation.duty.views.frame import form_methods, frame, may_lift, reader


@login_required
@form_methods
def show(request: HttpRequest) -> HttpResponse:
    """Who is locked out now, and the form that lifts it; for administrators and who is on duty."""
    viewer = reader(request)
    if not may_lift(viewer):
        raise Forbidden("lock_outs")
    people = [person for person in active_people() if person.pk != viewer.pk]
    form = LiftForm(request.POST or None, people=people)
    if form.is_valid():
        person = form.people[form.cleaned_data["person"]]
        if lift_lock_out(person, actor=viewer.actor):
            done = _("%(name)s can try to sign in again now.") % {"name": person}
            messages.success(request, done)
            return redirect("duty:lock_outs")
        form.add_error(
            "person",
            _(
                "This was done four times within the hour. Somebody may be guessing: speak with the"
                " person and the administrator."
            ),
        )
    context = frame(viewer, "lock_outs") | {"form": form, "locked": locked_out(people)}
    return render(request, "duty/lock_outs.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Whether e-mail goes, and what failed; a POST sends one to the reader. For administrators."""
    viewer = reader(request)
    if not viewer.has_role(Role.ADMINISTRATOR):
        raise Forbidden("mail")
    if request.method == "POST":
        number = uuid4()
        raise_notice(
            "duty.mail_test",
            To(person=viewer),
            About(("mail", number), reverse("duty:mail")),
            actor=viewer.actor,
            key=f"mail-test:{number}",
            climbs=False,
        )
        messages.info(request, _("A message to you is on its way. See here what becomes of it."))
        return redirect("duty:mail")
    context = frame(viewer, "mail") | {
        "server": settings.HOMEWARD_MAIL,
        "own": mail_addresses(viewer),
        "failed": failed_mail(),
        "is_failing": mail_is_failing(),
    }
    return render(request, "duty/mail.html", context)
