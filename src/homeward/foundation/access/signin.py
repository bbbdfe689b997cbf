"""Every attempt to sign in goes into the journal, through the signals of Django and allauth."""

from typing import Any

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from homeward.foundation.access.models import User, sign_in_name
from homeward.foundation.guard.context import current_actor
from homeward.foundation.journal.actions import record


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
    _record("access.sign_in_failed", known_person(name), factor="password")


@receiver(authentication_failed)
def _wrong_code(sender: object, user: User, **rest: Any) -> None:
    _record("access.sign_in_failed", user, factor="code")


def known_person(name: str) -> User | None:
    """Whose sign-in name was typed, or None."""
    return User.objects.filter(username=sign_in_name(name)).first()


def _record(verb: str, user: User | None, **facts: Any) -> None:
    actor = current_actor()
    if actor is not None:
        record(verb, actor=actor, subject=("user", user.pk) if user else ("", ""), **facts)
