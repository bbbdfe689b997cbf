"""Pages of sign-in and of one's own account.

allauth checks; these classes give its pages this node's words, answer a wrong entry with 400, and
write what protects an account into the journal in the same transaction.
"""

from typing import Any

from allauth.account.views import (
    AccountInactiveView,
    LoginView,
    LogoutView,
    PasswordChangeView,
    ReauthenticateView,
)
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.foundation.access import forms
from homeward.foundation.access.lockouts import note_locked
from homeward.foundation.access.models import User
from homeward.foundation.access.signin import known_person
from homeward.foundation.guard.actor import ANONYMOUS
from homeward.foundation.journal.actions import record

CONFIRM = {"title": gettext_lazy("Confirm that it is you"), "submit": gettext_lazy("Confirm")}


class WrongEntryMixin:
    """A form that was filled in wrongly comes back with status 400."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 400
        return response


def _note(user: Any, verb: str, **facts: Any) -> None:
    """An entry about one's own account by its owner."""
    record(verb, actor=user.actor, subject=("user", user.pk), **facts)


class SignIn(WrongEntryMixin, LoginView):  # type: ignore[misc]
    """Sign-in name and password; `next` leads back to where the person was."""

    form_class = forms.SignInForm
    extra_context = {"title": gettext_lazy("Sign in"), "submit": gettext_lazy("Sign in")}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        if form.has_error("__all__", "too_many_login_attempts"):
            _journal_lock_out(known_person(form.cleaned_data.get("login", "")))
        return super().form_invalid(form)


class EnterCode(AuthenticateView):  # type: ignore[misc]
    """The second factor, between the password and the first page."""

    form_class = forms.SecondFactorForm
    extra_context = {"title": gettext_lazy("Second factor"), "submit": gettext_lazy("Sign in")}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        if form.has_error("code", "too_many_login_attempts"):
            _journal_lock_out(self.stage.login.user)
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 400
        return response


def _journal_lock_out(user: User | None) -> None:
    subject = ("user", user.pk) if user else ("", "")
    if user is not None:
        note_locked(user)
    record("access.sign_in_failed", actor=ANONYMOUS, subject=subject, factor="", locked=True)


class SignOut(LogoutView):  # type: ignore[misc]
    """Ends the session."""

    extra_context = {"title": gettext_lazy("Sign out")}


class Inactive(AccountInactiveView):  # type: ignore[misc]
    """For a person whom the administrator has switched off."""

    extra_context = {"title": gettext_lazy("This account is switched off")}


class ConfirmPassword(WrongEntryMixin, ReauthenticateView):  # type: ignore[misc]
    """The password once more, before something that protects the account is changed."""

    form_class = forms.ConfirmPasswordForm
    extra_context = CONFIRM


class ConfirmCode(WrongEntryMixin, CodeAgainView):  # type: ignore[misc]
    """A code instead of the password, for the same purpose."""

    form_class = forms.ConfirmCodeForm
    extra_context = CONFIRM


class ChangePassword(WrongEntryMixin, PasswordChangeView):  # type: ignore[misc]
    """A new password; all other sessions of the person end with it."""

    form_class = forms.PasswordForm
    success_url = "/"
    extra_context = {
        "title": gettext_lazy("Change password"),
        "submit": gettext_lazy("Change password"),
        "cancel_url": "/",
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A person without a password signs in another way and has none to change."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note(self.request.user, "access.password_changed")
        done = _("Your password is changed. Your other sessions have ended.")
        messages.success(self.request, done)
        return response


class SecondFactor(IndexView):  # type: ignore[misc]
    """What protects the account beside the password."""

    extra_context = {"title": gettext_lazy("Second factor")}


class ActivateApp(WrongEntryMixin, ActivateTOTPView):  # type: ignore[misc]
    """Set up the app that shows codes; asked of everybody at the first sign-in."""

    form_class = forms.ActivateForm
    extra_context = {
        "title": gettext_lazy("Set up your second factor"),
        "submit": gettext_lazy("Confirm the code"),
        "menu": [],  # nothing else opens before this is done
    }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note(self.request.user, "access.second_factor_set")
        messages.success(self.request, _("The app is set up. You will need it at every sign-in."))
        return response


class RemoveApp(WrongEntryMixin, DeactivateTOTPView):  # type: ignore[misc]
    """Give up the present app in order to set up another."""

    extra_context = {
        "title": gettext_lazy("Set up another app"),
        "submit": gettext_lazy("Give up the present app"),
    }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note(self.request.user, "access.second_factor_removed")
        return response


class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes that are left."""

    extra_context = {"title": gettext_lazy("Recovery codes")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        _note(self.request.user, "access.recovery_codes_shown")
        return context


class NewCodes(WrongEntryMixin, GenerateRecoveryCodesView):  # type: ignore[misc]
    """A fresh set of recovery codes; the old ones stop working."""

    extra_context = {
        "title": gettext_lazy("New recovery codes"),
        "submit": gettext_lazy("Make new codes"),
    }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note(self.request.user, "access.recovery_codes_made")
        return response


class DownloadCodes(DownloadRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes as a text file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _note(request.user, "access.recovery_codes_shown")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: allauth's limit on how often a page may be asked for was reached."""
    context = {
        "status": 429,
        "title": _("Too many tries"),
        "sentence": _("This page was asked for too often from your address, so nothing was done."),
        "advice": _("Wait a minute and try again."),
    }
    return render(request, "web/error.html", context, status=429)
