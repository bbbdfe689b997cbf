"""The life of information that is given without a request (UNTOC 18(4), 18(5)).

The State that gives it is the requesting side of the table. The receiving one keeps to the limits
that come with it; it takes nothing into a case before it has accepted them, and where it cannot it
says so. What clears an accused person may be disclosed, once that was notified.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.assistance import ACKNOWLEDGE, DRAFTING, TURNS, endings
from homeward.casework.cooperation.beside import AFTERWARDS, translations, uses
from homeward.casework.cooperation.states import RequestState, Side
from homeward.casework.cooperation.transitions import DESK, OFFICERS, Lifecycle, Needs, Transition

S = RequestState
LIVE = (S.ISSUED, S.DELIVERED, S.ACKNOWLEDGED)

SPONTANEOUS = Lifecycle(
    "spontaneous",
    (
        *(step for step in DRAFTING if step.name in ("approve", "issue", "return_draft")),
        ACKNOWLEDGE,
        Transition(
            "decline_limits",
            (S.ISSUED, S.DELIVERED),
            S.REFUSED,
            Side.REQUESTED,
            _("Say that its limits cannot be kept"),
            pgettext_lazy("change", "Limits cannot be kept"),
            Needs.TEXT,
            roles=DESK,
            prevails=True,
            aside=True,
        ),
        Transition(
            "tell_exposure",
            (S.ACKNOWLEDGED, *AFTERWARDS),
            None,
            Side.REQUESTED,
            _("Say that it cannot be kept confidential"),
            pgettext_lazy("change", "Cannot be kept confidential"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
        ),
        Transition(
            "report_use",
            (S.ACKNOWLEDGED, *AFTERWARDS),
            None,
            Side.REQUESTED,
            _("Report the use that was made of it"),
            pgettext_lazy("change", "Use reported"),
            Needs.ANSWER,
            roles=OFFICERS,
            beside=True,
            aside=True,
        ),
        *endings(LIVE, (S.ACKNOWLEDGED, S.REFUSED, S.WITHDRAWN)),
        *translations(LIVE),
        *uses(Side.REQUESTED, Side.REQUESTING, (S.ACKNOWLEDGED, *AFTERWARDS)),
    ),
    turns={
        state: TURNS[state]
        for state in (S.DRAFT, S.APPROVED, *LIVE, S.REFUSED, S.WITHDRAWN, S.CLOSED)
    },
    way=(S.DRAFT, S.APPROVED, S.ISSUED, S.DELIVERED, S.ACKNOWLEDGED, S.CLOSED),
)
