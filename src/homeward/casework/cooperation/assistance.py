"""The life of a request for assistance: from the draft, through consultation, to its end.

The table is data; `crossing.py` says what stands when changes of the two sides cross. A refusal
needs a consultation (UNTOC 18(26)), so it is open only from there, and so is postponement.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.beside import AFTERWARDS, costs, progress, translations, uses
from homeward.casework.cooperation.declaration import ContentField, FieldType
from homeward.casework.cooperation.states import RequestState, Side
from homeward.casework.cooperation.transitions import DESK, OFFICERS, Lifecycle, Needs, Transition

S = RequestState
ASIDE = frozenset({S.INFORMATION_ASKED, S.CONDITIONS_PROPOSED, S.CONSULTATION, S.POSTPONED})
LIVE = (
    S.ISSUED,
    S.DELIVERED,
    S.ACKNOWLEDGED,
    S.INFORMATION_ASKED,
    S.CONDITIONS_PROPOSED,
    S.CONSULTATION,
    S.POSTPONED,
    S.IN_EXECUTION,
    S.PARTLY_EXECUTED,
)

POSTPONEMENT = (
    ContentField(
        "reason",
        _("Reason of the postponement"),
        _("Execution now would interfere with an ongoing investigation, prosecution or case."),
        "UNTOC 18(25)",
    ),
    ContentField(
        "until",
        _("Looked at again on"),
        _("The day on which it is resumed or postponed anew."),
        "UNTOC 18(25)",
        FieldType.DATE,
    ),
)
CONSULTED = (
    ContentField(
        "intention",
        _("What is intended"),
        _("What this State would do if nothing changes."),
        "UNTOC 18(26)",
        FieldType.CHOICE,
        choices=(
            ("refuse", pgettext_lazy("intention", "Refuse the request")),
            ("postpone", pgettext_lazy("intention", "Postpone its execution")),
        ),
    ),
    ContentField(
        "reasons",
        _("Reasons"),
        _("Why, and on which terms assistance could be given all the same."),
        "UNTOC 18(26)",
    ),
)

DRAFTING = (
    Transition(
        "approve",
        (S.DRAFT, S.DRAFT_SHOWN),
        S.APPROVED,
        Side.REQUESTING,
        _("Approve"),
        pgettext_lazy("change", "Approved"),
        is_exchanged=False,
        roles=DESK,
    ),
    Transition(
        "show_draft",
        (S.DRAFT, S.DRAFT_SHOWN),
        S.DRAFT_SHOWN,
        Side.REQUESTING,
        _("Show the draft to the other State"),
        pgettext_lazy("change", "Draft shown"),
        Needs.TEXT,
        is_exchanged=False,
        roles=DESK,
        aside=True,
    ),
    Transition(
        "issue",
        (S.APPROVED,),
        S.ISSUED,
        Side.REQUESTING,
        _("Issue"),
        pgettext_lazy("change", "Issued"),
        is_exchanged=False,
        roles=DESK,
    ),
    Transition(
        "return_draft",
        (S.APPROVED,),
        S.DRAFT,
        Side.REQUESTING,
        _("Take the approval back"),
        pgettext_lazy("change", "Approval taken back"),
        Needs.TEXT,
        is_exchanged=False,
        roles=DESK,
        aside=True,
    ),
    Transition(
        "comment_draft",
        (S.DRAFT_SHOWN, *LIVE, *AFTERWARDS),
        None,
        Side.REQUESTED,
        _("Comment on the draft"),
        pgettext_lazy("change", "Draft commented on"),
        Needs.TEXT,
        roles=OFFICERS,
        beside=True,
        aside=True,
        offered_in=(S.DRAFT_SHOWN,),
    ),
)

ACKNOWLEDGE = Transition(
    "acknowledge",
    (S.ISSUED, S.DELIVERED),
    S.ACKNOWLEDGED,
    Side.REQUESTED,
    _("Acknowledge"),
    pgettext_lazy("change", "Acknowledged"),
    roles=OFFICERS,
)


def questions(working: tuple[RequestState, ...]) -> tuple[Transition, ...]:
    """More information (18(16)) and conditions (18(26)), from the states in which it is worked."""
    return (
        Transition(
            "ask_information",
            working,
            S.INFORMATION_ASKED,
            Side.REQUESTED,
            _("Ask for more information"),
            pgettext_lazy("change", "More information asked"),
            Needs.TEXT,
            roles=OFFICERS,
            aside=True,
        ),
        Transition(
            "give_information",
            (S.INFORMATION_ASKED,),
            None,  # UNTOC 18(16): asked while executing, it goes on executing
            Side.REQUESTING,
            _("Give the information"),
            pgettext_lazy("change", "Information given"),
            Needs.TEXT,
            roles=OFFICERS,
        ),
        Transition(
            "propose_conditions",
            (*working, S.CONSULTATION),
            S.CONDITIONS_PROPOSED,
            Side.REQUESTED,
            _("Propose conditions"),
            pgettext_lazy("change", "Conditions proposed"),
            Needs.TEXT,
            roles=DESK,
            aside=True,
        ),
        Transition(
            "accept_conditions",
            (S.CONDITIONS_PROPOSED,),
            None,  # 18(26): who accepts assistance on conditions complies with them
            Side.REQUESTING,
            _("Accept the conditions"),
            pgettext_lazy("change", "Conditions accepted"),
            roles=DESK,
        ),
        Transition(
            "decline_conditions",
            (S.CONDITIONS_PROPOSED,),
            S.CONSULTATION,
            Side.REQUESTING,
            _("Decline the conditions"),
            pgettext_lazy("change", "Conditions declined"),
            Needs.TEXT,
            roles=DESK,
            aside=True,
        ),
    )


def consultation(
    working: tuple[RequestState, ...], live: tuple[RequestState, ...]
) -> tuple[Transition, ...]:
    """The step before a refusal or a postponement, and what it leads to."""
    return (
        Transition(
            "consult",
            (*working, S.INFORMATION_ASKED, S.CONDITIONS_PROPOSED, S.POSTPONED),
            S.CONSULTATION,
            Side.REQUESTED,
            _("Consult before refusing or postponing"),
            pgettext_lazy("change", "Consultation begun"),
            Needs.FIELDS,
            roles=DESK,
            aside=True,
            fields=CONSULTED,
        ),
        Transition(
            "give_view",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTING,
            _("Give the view of this State"),
            pgettext_lazy("change", "View given"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            answers=("consult",),
            only_asked=True,
            offered_in=live,
        ),
        Transition(
            "end_consultation",
            (S.CONSULTATION,),
            None,
            Side.REQUESTED,
            _("Go on with the request"),
            pgettext_lazy("change", "Consultation ended"),
            roles=DESK,
        ),
        Transition(
            "postpone",
            (S.CONSULTATION,),
            S.POSTPONED,
            Side.REQUESTED,
            _("Postpone"),
            pgettext_lazy("change", "Postponed"),
            Needs.FIELDS,
            roles=DESK,
            aside=True,
            fields=POSTPONEMENT,
        ),
        Transition(
            "resume",
            (S.POSTPONED,),
            None,
            Side.REQUESTED,
            _("Resume"),
            pgettext_lazy("change", "Resumed"),
            roles=DESK,
        ),
        Transition(
            "refuse",
            (S.CONSULTATION,),
            S.REFUSED,
            Side.REQUESTED,
            _("Refuse"),
            pgettext_lazy("change", "Refused"),
            Needs.REFUSAL,
            roles=DESK,
            prevails=True,
            aside=True,
        ),
    )


def endings(
    live: tuple[RequestState, ...], ended: tuple[RequestState, ...]
) -> tuple[Transition, ...]:
    """What the requesting State does to end it."""
    return (
        Transition(
            "withdraw",
            live,
            S.WITHDRAWN,
            Side.REQUESTING,
            _("Withdraw"),
            pgettext_lazy("change", "Withdrawn"),
            Needs.TEXT,
            roles=DESK,
            aside=True,
        ),
        Transition(
            "close",
            ended,
            S.CLOSED,
            Side.REQUESTING,
            pgettext_lazy("request", "Close"),
            pgettext_lazy("change", "Closed"),
            roles=OFFICERS,
        ),
    )


# Whose turn it is in the states that several lifecycles share.
TURNS = {
    S.DRAFT: Side.REQUESTING,
    S.DRAFT_SHOWN: Side.REQUESTING,
    S.APPROVED: Side.REQUESTING,
    S.ISSUED: Side.REQUESTED,
    S.DELIVERED: Side.REQUESTED,
    S.ACKNOWLEDGED: Side.REQUESTED,
    S.INFORMATION_ASKED: Side.REQUESTING,
    S.CONDITIONS_PROPOSED: Side.REQUESTING,
    S.CONSULTATION: Side.REQUESTED,
    S.POSTPONED: Side.REQUESTED,
    S.REFUSED: Side.REQUESTING,
    S.WITHDRAWN: Side.REQUESTING,
    S.CLOSED: Side.REQUESTING,
}

_WORKING = (S.ACKNOWLEDGED, S.IN_EXECUTION, S.PARTLY_EXECUTED)

ASSISTANCE = Lifecycle(
    "assistance",
    (
        *DRAFTING,
        ACKNOWLEDGE,
        Transition(
            "begin",
            (S.ACKNOWLEDGED,),
            S.IN_EXECUTION,
            Side.REQUESTED,
            _("Accept and begin"),
            pgettext_lazy("change", "Execution began"),
            roles=DESK,
            needs_case=True,
        ),
        *questions(_WORKING),
        Transition(
            "execute",
            (S.IN_EXECUTION, S.PARTLY_EXECUTED),
            S.EXECUTED,
            Side.REQUESTED,
            _("Answer as executed"),
            pgettext_lazy("change", "Executed"),
            Needs.ANSWER,
            roles=DESK,
            prevails=True,
        ),
        Transition(
            "execute_partly",
            (S.IN_EXECUTION, S.PARTLY_EXECUTED),
            S.PARTLY_EXECUTED,
            Side.REQUESTED,
            _("Answer in part"),
            pgettext_lazy("change", "Executed in part"),
            Needs.PART,
            roles=DESK,
            prevails=True,
            aside=True,
        ),
        *consultation(_WORKING, LIVE),
        *endings(LIVE, (S.EXECUTED, S.REFUSED, S.WITHDRAWN)),
        *progress(LIVE),
        *costs(LIVE),
        *translations(LIVE),
        *uses(Side.REQUESTING, Side.REQUESTED, (*LIVE[2:], *AFTERWARDS)),
    ),
    turns={
        **TURNS,
        S.IN_EXECUTION: Side.REQUESTED,
        S.PARTLY_EXECUTED: Side.REQUESTED,
        S.EXECUTED: Side.REQUESTING,
    },
    asides=ASIDE,
    way=(
        S.DRAFT,
        S.APPROVED,
        S.ISSUED,
        S.DELIVERED,
        S.ACKNOWLEDGED,
        S.IN_EXECUTION,
        S.EXECUTED,
        S.CLOSED,
    ),
)
