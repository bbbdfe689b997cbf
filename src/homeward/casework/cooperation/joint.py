"""The life of a joint investigation (UNTOC 19): proposed, in force with a log of its own, ended.

While it is in force either State shares what it chooses, under limits that it sets, and enters in
the log what it did; either State ends it. It has a last day, which both prolong together.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation import limits
from homeward.casework.cooperation.assistance import (
    ACKNOWLEDGE,
    ASIDE,
    DRAFTING,
    TURNS,
    consultation,
    endings,
    questions,
)
from homeward.casework.cooperation.beside import AFTERWARDS, costs, translations, words
from homeward.casework.cooperation.extradition import day, line
from homeward.casework.cooperation.states import RequestState, Side
from homeward.casework.cooperation.transitions import DESK, OFFICERS, Lifecycle, Needs, Transition

S = RequestState
_WORKING = (S.ACKNOWLEDGED,)
_BEFORE = (
    S.ISSUED,
    S.DELIVERED,
    S.ACKNOWLEDGED,
    S.INFORMATION_ASKED,
    S.CONDITIONS_PROPOSED,
    S.CONSULTATION,
    S.POSTPONED,
)
LIVE = (*_BEFORE, S.IN_FORCE)

SHARED = (
    line("shared_title", _("What is shared"), _("As it is called in the log."), "UNTOC 19"),
    words(
        "shared_text",
        _("What the other State reads"),
        _("As the other State may read it."),
        "UNTOC 19",
    ),
    *limits.FIELDS,
)
LONGER = (
    day(
        "longer_until",
        _("New last day"),
        _("It stays in force until the end of that day."),
        "UNTOC 19",
        to_come=True,
    ),
    words("longer_why", _("Why it is prolonged"), _("What is still to be done."), "UNTOC 19"),
)


def _either(side: Side) -> tuple[Transition, ...]:
    """What either State does while it is in force."""
    return (
        Transition(
            "share",
            (S.IN_FORCE, *AFTERWARDS),
            None,
            side,
            _("Share with the other State"),
            pgettext_lazy("change", "Shared"),
            Needs.FIELDS,
            roles=DESK,
            beside=True,
            aside=True,
            offered_in=(S.IN_FORCE,),
            fields=SHARED,
        ),
        Transition(
            "enter_log",
            (S.IN_FORCE, *AFTERWARDS),
            None,
            side,
            _("Enter in the log"),
            pgettext_lazy("change", "Entered in the log"),
            Needs.TEXT,
            roles=OFFICERS,
            beside=True,
            aside=True,
            offered_in=(S.IN_FORCE,),
        ),
        Transition(
            "ask_longer",
            (S.IN_FORCE, *AFTERWARDS),
            None,
            side,
            _("Propose to prolong it"),
            pgettext_lazy("change", "Prolongation proposed"),
            Needs.FIELDS,
            roles=DESK,
            beside=True,
            aside=True,
            alone=True,
            offered_in=(S.IN_FORCE,),
            fields=LONGER,
        ),
        Transition(
            "agree_longer",
            (S.IN_FORCE, *AFTERWARDS),
            None,
            side,
            _("Agree to prolong it"),
            pgettext_lazy("change", "Prolongation agreed"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            answers=("ask_longer",),
            only_asked=True,
            offered_in=(S.IN_FORCE,),
        ),
        Transition(
            "decline_longer",
            (S.IN_FORCE, *AFTERWARDS),
            None,
            side,
            _("Decline to prolong it"),
            pgettext_lazy("change", "Prolongation declined"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
            answers=("ask_longer",),
            only_asked=True,
            offered_in=(S.IN_FORCE,),
        ),
        Transition(
            "end",
            (S.IN_FORCE,),
            S.ENDED,
            side,
            _("End the joint investigation"),
            pgettext_lazy("change", "Joint investigation ended"),
            Needs.TEXT,
            roles=DESK,
            aside=True,
        ),
    )


JOINT = Lifecycle(
    "joint",
    (
        *DRAFTING,
        ACKNOWLEDGE,
        Transition(
            "join",
            (S.ACKNOWLEDGED,),
            S.IN_FORCE,
            Side.REQUESTED,
            _("Join"),
            pgettext_lazy("change", "Joined"),
            Needs.ANSWER,  # with what was agreed
            roles=DESK,
            prevails=True,
            needs_case=True,
        ),
        *questions(_WORKING),
        *consultation(_WORKING, LIVE),
        *_either(Side.REQUESTING),
        *_either(Side.REQUESTED),
        *endings(_BEFORE, (S.ENDED, S.REFUSED, S.WITHDRAWN)),
        *costs(LIVE),
        *translations(LIVE),
    ),
    turns={**TURNS, S.IN_FORCE: Side.REQUESTING, S.ENDED: Side.REQUESTING},
    asides=ASIDE,
    way=(S.DRAFT, S.APPROVED, S.ISSUED, S.DELIVERED, S.ACKNOWLEDGED, S.IN_FORCE, S.ENDED, S.CLOSED),
)
