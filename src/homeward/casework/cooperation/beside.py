"""Changes beside the state: they are exchanged and kept, and never move a request.

Progress is asked and told (UNTOC 18(24)), extraordinary costs are agreed (18(28)), the other State
is told that assistance is no longer needed (18(24)) or that a request cannot be kept confidential
(18(20)), another use of what was transmitted is asked for and allowed (18(19)), and a translation
that was finished late follows the request (18(14)).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, FieldType
from homeward.casework.cooperation.states import FINAL, RequestState, Side
from homeward.casework.cooperation.transitions import DESK, OFFICERS, Needs, Transition

S = RequestState
AFTERWARDS = tuple(s for s in S if s in FINAL)
ASK_CLEARING = "ask_clearing"  # while it waits, nothing is disclosed as clearing somebody


def words(code: str, label: object, help_: object, article: str) -> ContentField:
    """A required part in words."""
    return ContentField(code, label, help_, article)  # type: ignore[arg-type]


COSTS = (
    ContentField(
        "amount",
        _("Expected costs"),
        _("With the currency. Ordinary costs are borne by the requested State."),
        "UNTOC 18(28)",
        FieldType.AMOUNT,
        least=1,
    ),
    words(
        "costs_for",
        _("What the costs are for"),
        _("Why they are substantial or extraordinary, and on which terms the work would go on."),
        "UNTOC 18(28)",
    ),
)
OTHER_USE = (
    words(
        "other_purpose",
        _("The other purpose"),
        _("The investigation, prosecution or proceeding in which it is to be used, and why."),
        "UNTOC 18(19)",
    ),
    words(
        "other_parts",
        _("What is to be used"),
        _("Which parts of what was transmitted."),
        "UNTOC 18(19)",
    ),
)
ALLOWED_USE = (
    words(
        "allowed",
        _("What is allowed"),
        _("For which purpose, and on which conditions."),
        "UNTOC 18(19)",
    ),
)


def progress(live: tuple[RequestState, ...]) -> tuple[Transition, ...]:
    """What either side says while a request is worked; `live` are the states in which it is."""
    return (
        Transition(
            "ask_progress",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTING,
            _("Ask how it is going"),
            pgettext_lazy("change", "Progress asked"),
            Needs.TEXT,
            roles=OFFICERS,
            beside=True,
            aside=True,
            offered_in=live,
        ),
        Transition(
            "report_progress",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTED,
            _("Report how it is going"),
            pgettext_lazy("change", "Progress reported"),
            Needs.TEXT,
            roles=OFFICERS,
            beside=True,
            aside=True,
            offered_in=live,
            answers=("ask_progress",),
        ),
        Transition(
            "end_need",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTING,
            _("Say that it is no longer needed"),
            pgettext_lazy("change", "No longer needed"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
            offered_in=live,
        ),
        Transition(
            "report_done",
            (S.WITHDRAWN, S.CLOSED),
            None,
            Side.REQUESTED,
            _("Say what became of what was done"),
            pgettext_lazy("change", "What was done before it ended"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
        ),
        Transition(
            "tell_exposure",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTED,
            _("Say that it cannot be kept confidential"),
            pgettext_lazy("change", "Cannot be kept confidential"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
        ),
    )


def costs(live: tuple[RequestState, ...]) -> tuple[Transition, ...]:
    """Extraordinary costs, on which the two States consult."""
    return (
        Transition(
            "raise_costs",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTED,
            _("Raise extraordinary costs"),
            pgettext_lazy("change", "Extraordinary costs raised"),
            Needs.FIELDS,
            roles=DESK,
            beside=True,
            aside=True,
            offered_in=live,
            alone=True,
            fields=COSTS,
        ),
        Transition(
            "agree_costs",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTING,
            _("Agree to the costs"),
            pgettext_lazy("change", "Costs agreed"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            answers=("raise_costs",),
            only_asked=True,
        ),
        Transition(
            "decline_costs",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTING,
            _("Decline the costs"),
            pgettext_lazy("change", "Costs declined"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
            answers=("raise_costs",),
            only_asked=True,
        ),
    )


def translations(live: tuple[RequestState, ...]) -> tuple[Transition, ...]:
    """What was translated after the issue follows the request (UNTOC 18(14)): it changes no word of
    the request, and the other State reads it beside the letter."""
    return (
        Transition(
            "send_translation",
            (*live, *AFTERWARDS),
            None,
            Side.REQUESTING,
            _("Send the translation"),
            pgettext_lazy("change", "Translation sent"),
            Needs.TRANSLATION,
            roles=DESK,
            beside=True,
            aside=True,
            offered_in=live,
        ),
    )


def uses(asker: Side, giver: Side, states: tuple[RequestState, ...]) -> tuple[Transition, ...]:
    """Another use of what `giver` transmitted: `asker` asks, `giver` allows it or does not.

    What clears an accused person is notified before it is disclosed, and `giver` is consulted
    where it asks for that (18(5), 18(19)).
    """
    return (
        Transition(
            "ask_use",
            states,
            None,
            asker,
            _("Ask to use it for another purpose"),
            pgettext_lazy("change", "Another use asked for"),
            Needs.FIELDS,
            roles=DESK,
            beside=True,
            aside=True,
            alone=True,
            fields=OTHER_USE,
        ),
        Transition(
            "allow_use",
            states,
            None,
            giver,
            _("Allow the other use"),
            pgettext_lazy("change", "Another use allowed"),
            Needs.FIELDS,
            roles=DESK,
            beside=True,
            answers=("ask_use",),
            only_asked=True,
            fields=ALLOWED_USE,
        ),
        Transition(
            "decline_use",
            states,
            None,
            giver,
            _("Do not allow the other use"),
            pgettext_lazy("change", "Another use not allowed"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
            answers=("ask_use",),
            only_asked=True,
        ),
        Transition(
            "notify_clearing",
            states,
            None,
            asker,
            _("Notify a disclosure that clears an accused person"),
            pgettext_lazy("change", "Disclosure that clears an accused notified"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
        ),
        Transition(
            ASK_CLEARING,
            states,
            None,
            giver,
            _("Ask to be consulted before what clears an accused person is disclosed"),
            pgettext_lazy("change", "Consultation on a disclosure asked for"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            aside=True,
            answers=("notify_clearing",),
            only_asked=True,
        ),
        Transition(
            "consult_clearing",
            states,
            None,
            asker,
            _("Consult before what clears an accused person is disclosed"),
            pgettext_lazy("change", "Consulted on a disclosure"),
            Needs.TEXT,
            roles=DESK,
            beside=True,
            answers=(ASK_CLEARING,),
            only_asked=True,
        ),
    )
