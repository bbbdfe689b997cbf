"""Lock-outs after wrong tries: that one happened, and how a colleague lifts it.

allauth counts wrong tries in the cache, for five minutes: passwords by sign-in name and address
together, codes by person. Nothing of that is loosened here. Lifting begins new counts for one
person: the password's by a mark in its key that outlives the old counts, the code's by removing it.
"""

import hashlib
import secrets
import time

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.core.cache import cache

from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.models import User, sign_in_name
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

#: As long as wrong tries count (`login_failed` of ACCOUNT_RATE_LIMITS).
COUNTED_SECONDS = 300
#: The mark of a lift outlives every count that it sets aside.
_MARK_SECONDS = 2 * COUNTED_SECONDS
#: A person is let in again so often within an hour, so that lifting is no way to guess on.
MOST_LIFTS = 4
_HOUR = 3600


def attempts_key(name: str, address: str) -> str:
    """What wrong passwords are counted by: the name, the address, and the last lift if any."""
    plain = f"{sign_in_name(name)}@{address}"
    mark = cache.get(_mark_key(name))
    return f"{plain}#{mark}" if mark else plain


def note_locked(user: User) -> None:
    """Remember for five minutes that a person stood before a closed door."""
    cache.set(f"locked-out:{user.pk}", int(time.time()), COUNTED_SECONDS)


def locked_out(people: list[User]) -> list[User]:
    """Those of the people who met a lock-out within the last five minutes."""
    keys = {f"locked-out:{person.pk}": person for person in people}
    return [keys[key] for key in cache.get_many(list(keys))]


def lift_lock_out(user: User, *, actor: Actor) -> bool:
    """Let a person try anew at once; False where it was done too often within the hour.

    Whoever may ask for it is decided by the caller; nobody does it for himself. Raises Forbidden.
    """
    if actor.id is not None and actor.id == user.pk:
        raise Forbidden("user", user.pk)
    if not _may_lift_again(user):
        return False
    cache.set(_mark_key(user.username), secrets.token_hex(8), _MARK_SECONDS)
    for key in _code_counts(user):
        cache.delete(key)
    cache.delete(f"locked-out:{user.pk}")
    record("access.lock_out_lifted", actor=actor, subject=("user", user.pk))
    return True


def _may_lift_again(user: User) -> bool:
    key = f"lifts:{user.pk}"
    now = time.time()
    lifts = [at for at in cache.get(key, []) if at > now - _HOUR]
    if len(lifts) >= MOST_LIFTS:
        return False
    cache.set(key, [*lifts, now], _HOUR)
    return True


def _mark_key(name: str) -> str:
    return f"lock-out-lifted:{hashlib.sha256(sign_in_name(name).encode()).hexdigest()}"


def _code_counts(user: User) -> list[str]:
    """Where allauth counts a person's wrong codes."""
    app, action = "allauth.account", "login_failed"
    rates = ratelimit.get_rates(app=app, action=action, config=app_settings.RATE_LIMITS)
    return [
        ratelimit.get_cache_key(
            None, app=app, action=action, rate=rate, key=f"mfa-auth-user-{user.pk}"
        )
        for rate in rates
        if rate.per == "key"
    ]
