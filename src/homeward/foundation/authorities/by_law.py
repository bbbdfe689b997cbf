"""Whom to ask in a State whose authorities nobody entered: by its recorded law, or by no name.

Nobody of such a State verified how it is reached, so only the two channels are named that every
State has: the diplomatic one, and the national central bureau of INTERPOL.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from homeward.foundation.authorities.ports import Institution, Matter, institutions
from homeward.foundation.authorities.vocabulary import (
    AuthorityFunction,
    ChannelKind,
    HowSoon,
    Treaty,
)

DIPLOMATIC, INTERPOL = ChannelKind.DIPLOMATIC, ChannelKind.INTERPOL


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that needs no entry, and why it is named in this place."""

    kind: ChannelKind
    reason: str


@dataclass(frozen=True, slots=True)
class ByLaw:
    """An institution that the recorded law of a State names for this, and why."""

    institution: Institution
    reasons: list[str]


def institutions_for(state: str, matter: Matter) -> list[ByLaw]:
    """The institutions of a State that do this kind of work, in the order of its functions.

    One named for another kind of request alone (extradition, where assistance is asked for) is left
    out. What was read goes before what is from memory.
    """
    found = []
    for one in institutions().get(state, []):
        places = [n for n, word in enumerate(matter.functions) if word in one.functions]
        is_named = matter.code in one.kinds
        if not places or (one.kinds and not is_named) or matter.code in one.not_for:
            continue
        found.append((places[0], not is_named, not one.is_read, ByLaw(one, _why(one, matter))))
    return [entry for *_place, entry in sorted(found, key=lambda one: one[:3])]


def _why(one: Institution, matter: Matter) -> list[str]:
    words = [
        str(AuthorityFunction(word).label) for word in matter.functions if word in one.functions
    ]
    reasons = [_("It is in charge of this: %(functions)s.") % {"functions": ", ".join(words)}]
    if AuthorityFunction.FIU in one.functions:
        reasons.append(
            _(
                "The financial intelligence unit of your own State can ask it on the units’ own"
                " network, where both are members of the Egmont Group."
            )
        )
    if one.is_read:
        reasons.append(_("The text that names it was read; nobody of that State verified it."))
    else:
        reasons.append(_("It is named from memory: have it confirmed before anything is sent."))
    return reasons


def channels_for(matter: Matter, urgency: str, treaty: str) -> list[Channel]:
    """The channels that every State has, the one to take first at the beginning, with reasons."""
    if matter.is_police or urgency == HowSoon.LIFE:
        return [
            Channel(
                INTERPOL,
                _(
                    "Police officers reach each other day and night through the national central"
                    " bureaus; the bureau there hands on to whoever is in charge."
                ),
            ),
            Channel(DIPLOMATIC, _("Slower; for what must come from government to government.")),
        ]
    found = [Channel(DIPLOMATIC, _diplomatic(treaty))]
    urgent = _(
        "Only in urgent cases and where both States agree (as UNTOC 18(13) says); see whether they"
        " do."
    )
    return [*found, Channel(INTERPOL, urgent)]


def _diplomatic(treaty: str) -> str:
    if treaty in (Treaty.UNTOC, Treaty.UNCAC):
        return _(
            "No way to its central authority is recorded here. A State may ask that requests come"
            " to it through the diplomatic channel (UNTOC 18(13), UNCAC 46(13))."
        )
    return _("The usual one where no treaty names another, and no other way is recorded here.")
