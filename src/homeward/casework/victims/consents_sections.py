"""Channels, guardians and consents on the page of a support file."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import consents as queries
from homeward.casework.victims.queries import files
from homeward.casework.victims.words.consents import ConsentState, OverrideState
from homeward.casework.victims.words.files import Scope
from homeward.foundation.access.models import User
from homeward.foundation.web.tones import Tone

TONES = {
    ConsentState.HOLDS: Tone.SUCCESS,
    ConsentState.WITHDRAWN: Tone.DANGER,
    ConsentState.EXPIRED: Tone.NEUTRAL,
    ConsentState.REPLACED: Tone.NEUTRAL,
    ConsentState.ASK_GUARDIAN: Tone.WARNING,
    ConsentState.ASK_PERSON: Tone.WARNING,
    OverrideState.WAITING: Tone.WARNING,
    OverrideState.APPROVED: Tone.SUCCESS,
    OverrideState.REFUSED: Tone.DANGER,
    OverrideState.WITHDRAWN: Tone.DANGER,
}


def scope_words(covers: Iterable[str]) -> str:
    """The parts that are covered, in words."""
    return " · ".join(str(Scope(one).label) for one in covers)


def consent_rows(viewer: User, file: SupportFile) -> list[dict[str, Any]]:
    """Each consent with its state, in words and colour."""
    rows = list(queries.consents_of(viewer, file))
    states = queries.states_of(rows, file)
    return [
        {
            "one": one,
            "code": states[one.pk],
            "state": states[one.pk].label,
            "tone": TONES[states[one.pk]],
            "scopes": scope_words(one.covers),
        }
        for one in rows
    ]


def override_rows(viewer: User, file: SupportFile) -> list[dict[str, Any]]:
    """Each decision to share without consent with its state."""
    return [
        {
            "one": one,
            "code": queries.override_state(one),
            "state": queries.override_state(one).label,
            "tone": TONES[queries.override_state(one)],
            "scopes": scope_words(one.covers),
        }
        for one in queries.overrides_of(viewer, file)
    ]


def channels_section(viewer: User, file: SupportFile) -> SafeString:
    """How the person is reached."""
    rows = list(files.channels_of(viewer, file))
    now = [one for one in rows if one.ended_at is None]
    return part("consents_channels", file, channels=now, ended=len(rows) - len(now))


def guardians_section(viewer: User, file: SupportFile) -> SafeString | str:
    """Who decides for a child, or for an adult who cannot; nothing for others."""
    rows = [
        {"one": one, "able": files.may_decide(one, localdate()), "stopped": _stopped(viewer, one)}
        for one in files.guardians_of(viewer, file)
    ]
    needed = files.needs_guardian(file)
    if not rows and not needed:
        return ""
    able = any(row["able"] for row in rows)
    return part("consents_guardians", file, guardians=rows, needed=needed, able=able)


def consents_section(viewer: User, file: SupportFile) -> SafeString:
    """What may be shared now, and what waits for an answer."""
    consents = [row for row in consent_rows(viewer, file) if row["code"] == ConsentState.HOLDS]
    live = (OverrideState.WAITING, OverrideState.APPROVED)
    rows = [row for row in override_rows(viewer, file) if row["code"] in live]
    return part("consents_part", file, consents=consents, overrides=rows)


def _stopped(viewer: User, guardian: Any) -> bool:
    own = guardian.own_file
    rule = files.rule_of(viewer, own) if own else None
    return bool(rule and rule.stops_contact)
