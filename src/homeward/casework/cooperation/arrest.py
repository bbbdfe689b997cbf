"""The life of a request for provisional arrest (UNTOC 16(9)).

The answer is the arrest, with the day until which the documents may come. They come with a request
for extradition; where they do not, the person is released.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.assistance import (
    ACKNOWLEDGE,
    ASIDE,
    DRAFTING,
    TURNS,
    consultation,
    endings,
    questions,
)
from homeward.casework.cooperation.beside import AFTERWARDS, costs, progress, translations, uses
from homeward.casework.cooperation.extradition import day, line
from homeward.casework.cooperation.states import RequestState, Side
from homeward.casework.cooperation.transitions import DESK, Lifecycle, Needs, Transition

S = RequestState
_WORKING = (S.ACKNOWLEDGED, S.RELEASED)
LIVE = (
    S.ISSUED,
    S.DELIVERED,
    *_WORKING,
    S.INFORMATION_ASKED,
    S.CONDITIONS_PROPOSED,
    S.CONSULTATION,
    S.POSTPONED,
    S.HELD,
)
PAPERS = (
    line(
        "papers_reference",
        _("Reference of the request for extradition"),
        _("Under which the documents were sent."),
        "UNTOC 16(9)",
    ),
    day("papers_on", _("Sent on"), _("The day itself."), "UNTOC 16(9)"),
)

ARREST = Lifecycle(
    "arrest",
    (
        *DRAFTING,
        ACKNOWLEDGE,
        Transition(
            "arrest",
            (S.ACKNOWLEDGED, S.RELEASED),
            S.HELD,
            Side.REQUESTED,
            _("Record the provisional arrest"),
            pgettext_lazy("change", "Provisionally arrested"),
            Needs.ANSWER,
            roles=DESK,
            prevails=True,
            needs_case=True,
        ),
        Transition(
            "send_documents",
            (S.HELD, S.RELEASED),
            S.EXECUTED,
            Side.REQUESTING,
            _("Say that the documents were sent"),
            pgettext_lazy("change", "Documents sent"),
            Needs.FIELDS,
            roles=DESK,
            fields=PAPERS,
        ),
        Transition(
            "release",
            (S.HELD,),
            S.RELEASED,
            Side.REQUESTED,
            _("Record the release"),
            pgettext_lazy("change", "Released"),
            Needs.TEXT,
            roles=DESK,
            aside=True,
        ),
        *questions(_WORKING),
        *consultation(_WORKING, LIVE),
        *endings(LIVE, (S.EXECUTED, S.REFUSED, S.WITHDRAWN)),
        *progress(LIVE),
        *costs(LIVE),
        *translations(LIVE),
        *uses(Side.REQUESTING, Side.REQUESTED, (*LIVE[2:], *AFTERWARDS)),
    ),
    turns={
        **TURNS,
        S.HELD: Side.REQUESTING,
        S.RELEASED: Side.REQUESTING,
        S.EXECUTED: Side.REQUESTING,
    },
    asides=ASIDE,
    way=(
        S.DRAFT,
        S.APPROVED,
        S.ISSUED,
        S.DELIVERED,
        S.ACKNOWLEDGED,
        S.HELD,
        S.EXECUTED,
        S.CLOSED,
    ),
)
