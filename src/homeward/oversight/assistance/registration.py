"""What assistance gives to lower rooms: verbs, messages, tasks, captions and the menu."""

from pathlib import Path
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.exchange.ports import (
    Effect,
    MessageType,
    keeps,
    register_message_type,
)
from homeward.foundation.exchange.schemas import schemas_in
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, Said, register_verbs, says
from homeward.foundation.web.ports import MenuItem, register_menu
from homeward.knowledge.manual.ports import register_tools
from homeward.oversight.assistance import arrivals, facts
from homeward.oversight.assistance.access import may_work
from homeward.oversight.assistance.payloads import REQUEST, STEP
from homeward.oversight.assistance.queries.requests import caption_of
from homeward.oversight.assistance.tasks import NEXT, RETURNED

SCHEMAS = Path(__file__).parent / "messages"
_SIDE = Field("side", "whose step it is: state or secretariat")
_DEEDS: dict[str, Promise] = {
    "send": _("sent a request for assistance"),
    "ask": _("asked for more about a request for assistance"),
    "answer": _("answered about a request for assistance"),
    "approve": _("approved a request for assistance"),
    "decline": _("declined a request for assistance"),
    "offer": _("made an offer of assistance"),
    "agree": _("agreed to an offer of assistance"),
    "turn_down": _("turned an offer of assistance down"),
    "deliver": _("recorded a part of an assistance"),
    "complete": _("recorded that an assistance was delivered"),
    "evaluate": _("evaluated an assistance"),
    "withdraw": _("withdrew a request for assistance"),
    "tell_funding": _("told how an offer of assistance is funded"),
}
_PERSON = Field("person", "number of the person", Kind.WHOLE)
_MONEY = (
    Field("amount", "in minor units", Kind.WHOLE),
    Field("currency", "three letters"),
)
_OF_FUND = (Field("fund", "number of the fund", Kind.WHOLE), *_MONEY)
_MINUTE = Field("minute", "of the exercise", Kind.WHOLE)
_OF_EXERCISES: dict[str, Promise | Said] = {
    "assistance.exercise_planned": says(
        _("planned an exercise"), Field("scenario", "code of the scenario")
    ),
    "assistance.exercise_seated": says(_("gave a person a role in an exercise"), _PERSON),
    "assistance.exercise_led": says(
        _("led an exercise"), _MINUTE, Field("control", "start, pause, resume, speed, forward, end")
    ),
    "assistance.exercise_told": says(_("gave a message in an exercise by hand"), _MINUTE),
    "assistance.exercise_went_on": says(
        _("was shown what came next in an exercise"),
        _MINUTE,
        Field("messages", "how many came", Kind.WHOLE),
    ),
    "assistance.exercise_decided": says(
        _("decided in an exercise"), _MINUTE, Field("decision", "code of the question")
    ),
    "assistance.exercise_step": says(
        _("took a step in an exercise"), _MINUTE, Field("step", "code of the step")
    ),
}
VERBS: dict[str, str | Promise | Said] = {
    **_OF_EXERCISES,
    "assistance.drafted": says(
        _("drafted a request for assistance"), Field("paragraph", "code of what it is about")
    ),
    "assistance.written": _("wrote in a request for assistance"),
    "assistance.viewed": _("read a request for assistance"),
    "assistance.not_taken": says(
        _("learned that a step of a request for assistance was not taken in"),
        Field("step", "code of the step"),
        Field("reason", "why, as the receipt says"),
    ),
    "assistance.sent_again": says(
        _("sent a step of a request for assistance again"), Field("step", "code of the step")
    ),
    "assistance.fund_kept": says(
        _("recorded what can pay for assistance"),
        Field("kind", "pledge, or existing budget"),
        *_MONEY,
    ),
    "assistance.fund_changed": says(
        _("changed what can pay for assistance"),
        Field("before", "what it was, in minor units", Kind.WHOLE),
        *_MONEY,
        Field("reason", "why"),
    ),
    "assistance.committed": says(_("set money aside for an assistance"), *_OF_FUND),
    "assistance.released": says(_("released money that was set aside"), *_OF_FUND),
    "assistance.spent": says(_("recorded what was spent on an assistance"), *_OF_FUND),
    "assistance.session_opened": says(
        _("opened a session of a course"), Field("course", "code of the course")
    ),
    "assistance.session_closed": _("closed a session of a course"),
    "assistance.enrolled": says(_("enrolled a person in a course"), _PERSON),
    "assistance.attended": says(
        _("noted who attended a course"), _PERSON, Field("lessons", "codes", Kind.TEXTS)
    ),
    "assistance.tested": says(
        _("took the test of a course"),
        Field("right", "right answers", Kind.WHOLE),
        Field("asked", "questions", Kind.WHOLE),
        Field("passed", "whether it is passed", Kind.YES_NO),
    ),
    "assistance.certificate_made": says(_("made a certificate of a course"), _PERSON),
    "assistance.certificate_revoked": says(
        _("revoked a certificate of a course"), _PERSON, Field("reason", "why")
    ),
    "assistance.certificate_checked": says(
        _("checked a certificate of a course"), Field("found", "whether it is one", Kind.YES_NO)
    ),
    "assistance.course_exported": says(
        _("exported a course"),
        Field("course", "code of the course"),
        Field("language", "language of the words"),
    ),
    **{f"assistance.{name}": says(words, _SIDE) for name, words in _DEEDS.items()},
}


def register() -> None:
    """Fill the ports of exchange, duty, journal, web and manual."""
    facts.register()
    register_verbs(VERBS)
    register_caption("assistance_request", caption_of)
    register_task_kind(
        TaskKind(NEXT, _("Request for assistance %(reference)s waits"), _("Open it and decide"))
    )
    register_task_kind(
        TaskKind(
            RETURNED,
            _("A step of request for assistance %(reference)s did not arrive"),
            _("Read why, and make it again"),
        )
    )
    _message(REQUEST, arrivals.on_request)
    _message(STEP, arrivals.on_step)
    register_menu(
        MenuItem(
            code="assistance",
            label=pgettext_lazy("menu", "Assistance"),
            url_name="assistance:pipeline",
            icon="assistance",
            order=85,
            visible=_is_visible,
        )
    )
    register_menu(
        MenuItem(
            code="training",
            label=pgettext_lazy("menu", "Training"),
            url_name="training:courses",
            icon="people",
            order=86,
        )
    )
    register_menu(
        MenuItem(
            code="exercises",
            label=pgettext_lazy("menu", "Exercises"),
            url_name="exercises:front",
            icon="flag",
            order=87,
        )
    )
    register_tools(courses="training:courses")


def _message(type_: str, effect: Effect) -> None:
    register_message_type(
        MessageType(
            type_,
            1,
            effect,
            on_refused=arrivals.on_refused,
            on_expired=arrivals.on_expired,
            on_recall=keeps(_("It is part of a request for assistance that goes on here.")),
            page=_page_of,
            schemas=schemas_in(SCHEMAS, type_),
        )
    )


def _page_of(thread: UUID) -> str:
    return reverse("assistance:request", args=[thread])


def _is_visible(request: HttpRequest) -> bool:
    return request.user.is_authenticated and may_work(request.user)
