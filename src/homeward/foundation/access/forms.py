"""Forms of sign-in and of one's own account: allauth's checks, with this node's words."""

from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CODE_HINT = _("Six digits from the app on your telephone, or one of your recovery codes.")


def _say(form: forms.Form, name: str, label: "_StrOrPromise", hint: "_StrOrPromise" = "") -> None:
    """Give a field our label and hint; a placeholder repeats the label and hides what was typed."""
    form.fields[name].label = label
    form.fields[name].help_text = hint
    form.fields[name].widget.attrs.pop("placeholder", None)


def _code_keys(form: forms.Form) -> None:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    form.fields["code"].widget.attrs.update(attrs)


class SignInForm(LoginForm):  # type: ignore[misc]
    """The first factor: sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Sign-in name"))
        _say(self, "password", _("Password"))
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    """The second factor: a code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), CODE_HINT)
        _code_keys(self)


class ConfirmPasswordForm(ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that protects the account is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Password"))


class ConfirmCodeForm(CodeAgainForm):  # type: ignore[misc]
    """A code instead of the password, for the same purpose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Code"), CODE_HINT)
        _code_keys(self)


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app, which proves that it was set up right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six digits; a new code every 30 seconds.")
        _say(self, "code", _("Code that the app shows"), hint)
        _code_keys(self)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password for oneself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Present password"))
        hint = _("At least 12 characters, not only figures. Several words are easy to keep.")
        _say(self, "password1", _("New password"), hint)
        _say(self, "password2", _("New password, once more"))
