"""Django's test client with somebody signed in, second factor and all."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened

SECRET = "JBSWY3DPEHPK3PXP"  # not a secret: the person exists for one test


def with_second_factor(user: User) -> User:
    """The person, whose app shows the codes of SECRET."""
    with opened(user.actor):
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(user, SECRET)
    return user


def code_at(moment: float) -> str:
    """What the app shows at a time in seconds since 1970."""
    return format_hotp_value(hotp_value(SECRET, int(moment) // 30))


def signed_in(user: User, *, language: str = "en") -> Client:
    """A browser in which `user` has signed in and reads in `language`."""
    client = Client(headers={"accept-language": language})
    client.force_login(with_second_factor(user))
    return client
