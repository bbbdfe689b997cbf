"""What the family's page may say of contact: what was promised, and who may call.

Words of a promise are those of the worker who made it. They pass the same check as everything else
on that page, and a second member releases them; here nothing is added to them, no name and no hour.
"""

from datetime import timedelta

from django.utils.timezone import localdate, now

from homeward.casework.victims.family.content import Caller, Promise
from homeward.casework.victims.family.texts import CHANNELS
from homeward.casework.victims.models import FamilyPromise, SupportFile
from homeward.casework.victims.queries.contacts import plan_of, promises_of
from homeward.casework.victims.queries.files import live_channels, rule_of
from homeward.casework.victims.words.contacts import PromiseEnd
from homeward.foundation.access.models import User

SHOWN_FOR = timedelta(days=30)  # so long the page says what became of a promise


def promises(viewer: User, file: SupportFile) -> list[Promise]:
    """Every promise with its day and how it stands."""
    return [
        Promise(one.what, localdate(one.due_at), _state(one)) for one in promises_of(viewer, file)
    ]


def _state(promise: FamilyPromise) -> str:
    """A code of `family.texts`; nothing for what was taken back, or was settled long ago."""
    settled = promise.settled_at
    if promise.end == PromiseEnd.TAKEN_BACK or (settled and settled < now() - SHOWN_FOR):
        return ""
    if promise.end == PromiseEnd.KEPT:
        return "kept"
    late = promise.end == PromiseEnd.BROKEN or promise.due_at < now()
    return "late" if late else "open"


def callers(viewer: User, file: SupportFile) -> list[Caller]:
    """The liaison and the deputy of the plan by their roles, each by the channels agreed on.

    Nobody while a rule stops contact, and nobody by a way that goes through somebody else.
    """
    plan, rule = plan_of(viewer, file), rule_of(viewer, file)
    if plan is None or (rule is not None and rule.stops_contact):
        return []
    agreed = [plan.channel] if plan.channel else list(live_channels(viewer, file))
    roles = ["liaison", "support"] if plan.deputy else ["liaison"]
    return list(
        dict.fromkeys(
            Caller(role, one.kind, plan.times or one.safe_times)
            for role in roles
            for one in agreed
            if one.ended_at is None and one.kind in CHANNELS
        )
    )
