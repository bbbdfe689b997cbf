"""Sign-in: no open registration, every attempt in the journal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from homeward.foundation.access.models import User
from homeward.foundation.guard.context import current_actor
from homeward.foundation.journal.actions import record


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are added by the administrator: nobody registers himself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always no."""
        return False


@receiver(user_logged_in)
def _signed_in(sender: object, user: User, **rest: Any) -> None:
    _record("access.signed_in", user)


@receiver(user_logged_out)
def _signed_out(sender: object, user: User | None, **rest: Any) -> None:
    if user is not None:
        _record("access.signed_out", user)


@receiver(user_login_failed)
def _failed(sender: object, credentials: dict[str, Any], **rest: Any) -> None:
    # The name that was tried is kept only where it is somebody's: people type passwords there.
    name = str(credentials.get("username") or "")
    known = User.objects.filter(username__iexact=name).first()
    _record("access.sign_in_failed", known)


def _record(verb: str, user: User | None) -> None:
    actor = current_actor()
    if actor is not None:
        record(verb, actor=actor, subject=("user", user.pk) if user else ("", ""))
