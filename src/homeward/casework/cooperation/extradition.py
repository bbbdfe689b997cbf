"""The life of an extradition: provisional arrest, court and decision, surrender or own proceedings.

UNTOC article 16. Provisional arrest is a request of its own (`arrest.py`): the documents follow
with the request for extradition. Whoever is not surrendered only because he is a national is
prosecuted there when the requesting State asks for it (16(10)), or serves the rest of his sentence
there (16(12)).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.assistance import (
    ACKNOWLEDGE,
    DRAFTING,
    TURNS,
    consultation,
    endings,
    questions,
)
from homeward.casework.cooperation.assistance import ASIDE as ASIDES
from homeward.casework.cooperation.beside import (
    AFTERWARDS,
    costs,
    progress,
    translations,
    uses,
    words,
)
from homeward.casework.cooperation.declaration import ContentField, FieldType, Text
from homeward.casework.cooperation.states import RequestState, Side
from homeward.casework.cooperation.transitions import DESK, OFFICERS, Lifecycle, Needs, Transition

S = RequestState
_WORKING = (S.ACKNOWLEDGED, S.HELD, S.RELEASED, S.JUDICIAL, S.MINISTERIAL)
_ASIDE = (S.INFORMATION_ASKED, S.CONDITIONS_PROPOSED, S.CONSULTATION, S.POSTPONED)
_GRANTED = (S.GRANTED, S.ARRANGING, S.ARRANGED)
LIVE = (S.ISSUED, S.DELIVERED, *_WORKING, *_ASIDE, *_GRANTED)
OWN = (S.OWN_ASKED, S.OWN_PROCEEDINGS)
NATIONALITY = "nationality"  # the ground after which own proceedings may be asked for


def line(code: str, label: Text, help_: Text, article: str) -> ContentField:
    """A required part of one line."""
    return ContentField(code, label, help_, article, FieldType.LINE)


def day(code: str, label: Text, help_: Text, article: str, **more: object) -> ContentField:
    """A required day."""
    return ContentField(code, label, help_, article, FieldType.DATE, **more)  # type: ignore[arg-type]


CUSTODY = (
    line(
        "held_by", _("Authority that ordered it"), _("Court or authority, by name."), "UNTOC 16(9)"
    ),
    day("held_on", _("Arrested on"), _("The day from which the time runs."), "UNTOC 16(9)"),
)
ADMITTED = (
    line("court", _("Court"), _("By name."), "UNTOC 16(7)"),
    line(
        "court_reference", _("Reference of the decision"), _("As it stands on it."), "UNTOC 16(7)"
    ),
    day("decided_on", _("Decided on"), _("The day of the decision."), "UNTOC 16(7)"),
)
ARRANGEMENTS = (
    line(
        "place", _("Place of the surrender"), _("Border post or airport, by name."), "UNTOC 16(8)"
    ),
    day("on", _("Day of the surrender"), _("In the time zone of the place."), "UNTOC 16(8)"),
    words(
        "escort",
        _("Escort and papers"),
        _("Who hands over, who takes over, with which papers and property."),
        "UNTOC 16(8)",
    ),
)
HANDED_OVER = (
    day("handed_on", _("Handed over on"), _("The day itself."), "UNTOC 16(1)"),
    line("handed_at", _("Place"), _("Where it was."), "UNTOC 16(1)"),
    line(
        "handed_to", _("Person handed over to"), _("The authority that took over."), "UNTOC 16(1)"
    ),
)
LENT = (
    *HANDED_OVER,
    day(
        "return_by",
        _("To be returned by"),
        _("The last day; the person stays in custody until then."),
        "UNTOC 16(11)",
        not_before="handed_on",
    ),
)
RETURNED = (
    day("returned_on", _("Returned on"), _("The day itself."), "UNTOC 16(11)"),
    line("returned_at", _("Place"), _("Where it was."), "UNTOC 16(11)"),
)
OWN_REQUEST = (
    ContentField(
        "own_what",
        _("What is asked for"),
        _("Open where nationality alone was the ground of the refusal."),
        "UNTOC 16(10)",
        FieldType.CHOICE,
        choices=(
            ("prosecution", _("Prosecution there, without undue delay (16(10))")),
            ("enforcement", _("Enforcement of the rest of the sentence there (16(12))")),
        ),
    ),
    words(
        "own_means",
        _("Evidence and procedure"),
        _("What this State gives for it, and how the two States work together on it."),
        "UNTOC 16(10)",
    ),
)
OWN_OPENED = (
    line("own_authority", _("Authority that conducts them"), _("By name."), "UNTOC 16(10)"),
    line("own_reference", _("Reference"), _("Of the proceedings there."), "UNTOC 16(10)"),
    day("own_on", _("Opened on"), _("The day of the decision."), "UNTOC 16(10)"),
)
OWN_RESULT = (
    words("own_outcome", _("Outcome"), _("The decision and the sentence, if any."), "UNTOC 16(10)"),
    day("own_decided", _("Decided on"), _("The day of the decision."), "UNTOC 16(10)"),
)


def _q(
    name: str,
    sources: tuple[RequestState, ...],
    target: RequestState,
    label: Text,
    done: Text,
    fields: tuple[ContentField, ...] = (),
    **more: Any,
) -> Transition:
    """A step of the requested State's desk."""
    needs = Needs.FIELDS if fields else Needs.NOTHING
    return Transition(
        name, sources, target, Side.REQUESTED, label, done, needs, roles=DESK, fields=fields, **more
    )


_STEPS = (
    _q(
        "take_in_custody",
        (S.ACKNOWLEDGED, S.RELEASED),
        S.HELD,
        _("Record the arrest"),
        pgettext_lazy("change", "Arrested"),
        CUSTODY,
        aside=True,
        needs_case=True,
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
    _q(
        "bring_to_court",
        (S.ACKNOWLEDGED, S.HELD, S.RELEASED),
        S.JUDICIAL,
        _("Bring it before the court"),
        pgettext_lazy("change", "Brought before the court"),
        needs_case=True,
    ),
    _q(
        "admit",
        (S.JUDICIAL,),
        S.MINISTERIAL,
        _("Record that the court admits it"),
        pgettext_lazy("change", "Admitted by the court"),
        ADMITTED,
    ),
    Transition(
        "grant",
        (S.JUDICIAL, S.MINISTERIAL),
        S.GRANTED,
        Side.REQUESTED,
        _("Grant the extradition"),
        pgettext_lazy("change", "Extradition granted"),
        Needs.ANSWER,  # with the offences for which it is granted
        roles=DESK,
        prevails=True,
    ),
    _q(
        "propose_surrender",
        (S.GRANTED, S.ARRANGING),
        S.ARRANGING,
        _("Propose the surrender"),
        pgettext_lazy("change", "Surrender proposed"),
        ARRANGEMENTS,
    ),
    Transition(
        "agree_surrender",
        (S.ARRANGING,),
        S.ARRANGED,
        Side.REQUESTING,
        _("Agree to the surrender as proposed"),
        pgettext_lazy("change", "Surrender agreed"),
        roles=DESK,
    ),
    Transition(
        "other_surrender",
        (S.ARRANGING, S.ARRANGED),
        S.GRANTED,
        Side.REQUESTING,
        _("Ask for another surrender"),
        pgettext_lazy("change", "Another surrender asked for"),
        Needs.TEXT,
        roles=DESK,
        aside=True,
    ),
    _q(
        "surrender",
        (S.ARRANGED,),
        S.SURRENDERED,
        _("Record the surrender"),
        pgettext_lazy("change", "Surrendered"),
        HANDED_OVER,
        prevails=True,
    ),
    _q(
        "surrender_for_time",
        (S.ARRANGED,),
        S.LENT,
        _("Record a surrender for a time"),
        pgettext_lazy("change", "Surrendered for a time"),
        LENT,
        prevails=True,
        aside=True,
    ),
    Transition(
        "return_person",
        (S.LENT,),
        S.GRANTED,
        Side.REQUESTING,
        _("Record the return"),
        pgettext_lazy("change", "Returned"),
        Needs.FIELDS,
        roles=DESK,
        fields=RETURNED,
    ),
    Transition(
        "return_to_serve",
        (S.SURRENDERED, S.CLOSED),
        None,
        Side.REQUESTING,
        _("Record the return to serve the sentence"),
        pgettext_lazy("change", "Returned to serve the sentence"),
        Needs.FIELDS,
        roles=DESK,
        beside=True,
        aside=True,
        fields=RETURNED,
    ),
    Transition(
        "ask_own",
        (S.REFUSED,),
        S.OWN_ASKED,
        Side.REQUESTING,
        _("Ask for own proceedings of the other State"),
        pgettext_lazy("change", "Own proceedings asked for"),
        Needs.FIELDS,
        roles=DESK,
        aside=True,
        fields=OWN_REQUEST,
    ),
    _q(
        "open_own",
        (S.OWN_ASKED,),
        S.OWN_PROCEEDINGS,
        _("Record the own proceedings"),
        pgettext_lazy("change", "Own proceedings opened"),
        OWN_OPENED,
        prevails=True,
        needs_case=True,
    ),
    Transition(
        "decline_own",
        (S.OWN_ASKED,),
        S.REFUSED,
        Side.REQUESTED,
        _("Decline own proceedings"),
        pgettext_lazy("change", "Own proceedings declined"),
        Needs.TEXT,
        roles=DESK,
        aside=True,
    ),
    Transition(
        "support_own",
        OWN,
        None,
        Side.REQUESTING,
        _("Support the own proceedings of the other State"),
        pgettext_lazy("change", "Own proceedings supported"),
        Needs.TEXT,
        roles=OFFICERS,
        beside=True,
        aside=True,
    ),
    _q(
        "end_own",
        (S.OWN_PROCEEDINGS,),
        S.OWN_ENDED,
        _("Report the outcome of the own proceedings"),
        pgettext_lazy("change", "Own proceedings ended"),
        OWN_RESULT,
        prevails=True,
    ),
)

EXTRADITION = Lifecycle(
    "extradition",
    (
        *DRAFTING,
        ACKNOWLEDGE,
        *_STEPS,
        *questions(_WORKING),
        *consultation(_WORKING, LIVE),
        *endings((*LIVE, *OWN), (S.SURRENDERED, S.OWN_ENDED, S.REFUSED, S.WITHDRAWN)),
        *progress((*LIVE, S.LENT, *OWN)),
        *costs((*LIVE, S.LENT, *OWN)),
        *translations((*LIVE, S.LENT, *OWN)),
        *uses(Side.REQUESTING, Side.REQUESTED, (*LIVE[2:], S.LENT, *OWN, *AFTERWARDS)),
    ),
    turns={
        **TURNS,
        **dict.fromkeys((S.HELD, S.RELEASED, S.JUDICIAL, S.MINISTERIAL), Side.REQUESTED),
        **dict.fromkeys((S.GRANTED, S.ARRANGED), Side.REQUESTED),
        **dict.fromkeys((S.ARRANGING, S.LENT), Side.REQUESTING),
        **dict.fromkeys(OWN, Side.REQUESTED),
        **dict.fromkeys((S.SURRENDERED, S.OWN_ENDED), Side.REQUESTING),
    },
    asides=ASIDES,
    way=(
        S.DRAFT,
        S.APPROVED,
        S.ISSUED,
        S.DELIVERED,
        S.ACKNOWLEDGED,
        S.JUDICIAL,
        S.MINISTERIAL,
        S.GRANTED,
        S.ARRANGED,
        S.SURRENDERED,
        S.CLOSED,
    ),
)
