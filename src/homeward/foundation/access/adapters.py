"""How allauth is bent to this node: closed to newcomers, our words, secrets locked."""

import base64
import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.lockouts import attempts_key
from homeward.foundation.vault.sealing import lock, unlock

FRESH_SECONDS = 300
_PURPOSE = "second factor"

WRONG_CODE = _(
    "This code is not right, or it was used already. Wait for the next one, and check that the"
    " clock of your telephone is right."
)
TOO_MANY = _(
    "There were too many wrong tries, so this one was not checked. Wait five minutes and try again."
)


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are added by the administrator: nobody registers himself."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "This sign-in name and password do not go together. Check both and try again."
        ),
        "incorrect_password": _("This is not your password. Check it and try again."),
        "enter_current_password": _("This is not your present password. Check it and try again."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always no."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted per name and address: a stranger elsewhere locks nobody out.

        A limit by name alone would let anyone who knows the duty officer's name keep him out; the
        second factor guards against guesses from many addresses. (allauth's own key also holds
        the Host header, which whoever guesses can vary.) A colleague may lift a lock-out.
        """
        name = str(credentials.get("username") or "")
        return attempts_key(name, self.get_client_ip(request))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our own views say what happened, in the words of this node."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of sign-in: the password was typed a moment ago."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < FRESH_SECONDS:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of the second factor locked with the node's vault key."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """The secret as it is kept in the database."""
        return base64.b64encode(lock(settings.VAULT_KEY, text.encode(), _PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself; raises LockedForEver when the vault key is another one."""
        return unlock(settings.VAULT_KEY, base64.b64decode(encrypted_text), _PURPOSE).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code, dark on light in both themes, because not every camera reads the reverse."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(
            picture, kind="svg", scale=5, border=4, dark="#000", light="#fff"
        )
        return picture.getvalue().decode()
