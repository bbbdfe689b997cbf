"""What reporting gives to lower rooms: verbs, messages, captions, the menu."""

from pathlib import Path
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.foundation.access.models import User
from homeward.foundation.exchange.ports import (
    Effect,
    MessageType,
    keeps,
    register_message_type,
)
from homeward.foundation.exchange.schemas import schemas_in
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, Said, register_verbs, says
from homeward.foundation.web.ports import (
    MenuItem,
    register_menu,
    register_search,
    register_work,
)
from homeward.knowledge.manual.ports import register_tools
from homeward.oversight.reporting import arrivals
from homeward.oversight.reporting.access import may_work
from homeward.oversight.reporting.payloads import AGGREGATE, QUESTIONNAIRE, REPLY
from homeward.oversight.reporting.working import ReportingSearch, ReportingWork

SCHEMAS = Path(__file__).parent / "messages"
_NUMBER = Field("number", "number among those of the State", Kind.WHOLE)
_LINES = Field("lines", "how many figures", Kind.WHOLE)
_STATE = Field("state", "code of the State")
VERBS: dict[str, str | Promise | Said] = {
    "reporting.aggregate_prepared": says(
        _("prepared figures for the Secretariat"), _NUMBER, _LINES
    ),
    "reporting.aggregate_approved": says(_("sent figures to the Secretariat"), _NUMBER),
    "reporting.aggregate_returned": says(_("returned figures for the Secretariat"), _NUMBER),
    "reporting.aggregate_received": says(_("received figures of a State"), _STATE, _NUMBER, _LINES),
    "reporting.questionnaire_opened": says(
        _("opened a questionnaire to States"),
        Field("states", "codes of the States that were asked", Kind.TEXTS),
        Field("not_reached", "codes of those whose nodes could not be written to", Kind.TEXTS),
    ),
    "reporting.questionnaire_received": says(
        _("received a questionnaire of the Secretariat"), Field("due", "day of the answer")
    ),
    "reporting.answered": says(
        _("wrote in the reply to a questionnaire"), Field("paragraph", "code of the paragraph")
    ),
    "reporting.reply_laid": says(_("laid a reply before the focal point"), _NUMBER),
    "reporting.reply_cleared": says(_("cleared and sent a reply"), _NUMBER),
    "reporting.reply_returned": says(_("returned a reply"), _NUMBER),
    "reporting.reply_received": says(_("received a State's reply"), _STATE, _NUMBER),
    "reporting.paper_entered": says(
        _("entered a State's reply from paper"),
        _STATE,
        _NUMBER,
        Field("sha256", "SHA-256 of the scan"),
    ),
    "reporting.paper_taken": says(_("let a State's reply from paper stand"), _STATE, _NUMBER),
    "reporting.scan_opened": _("opened the scan of a reply"),
    "reporting.compiled": says(
        _("compiled a report"),
        Field("report_kind", "for the Commission, or of a State"),
        _STATE,
        Field("digest", "SHA-256 of its annex"),
    ),
    "reporting.exported": says(_("exported a report"), Field("format", "docx, pdf, json or csv")),
    "reporting.shared": says(
        _("shared a report"),
        Field("body", "with whom"),
        Field("digest", "SHA-256 of its annex"),
        Field("key", "id of the key that signed"),
    ),
    "reporting.viewed": _("read what a State tells the Secretariat"),
    "reporting.sent_again": says(_("sent again what did not arrive"), _NUMBER),
    "reporting.not_taken": says(
        _("learned that what was sent was not taken in"),
        Field("reason", "why, as the receipt says"),
    ),
}


def register() -> None:
    """Fill the ports of exchange, journal and web."""
    register_verbs(VERBS)
    register_caption("reporting_aggregate", lambda number: _now("Figures for the Secretariat"))
    register_caption("reporting_round", lambda number: _now("Questionnaire"))
    register_caption("reporting_submission", lambda number: _now("Reply to a questionnaire"))
    register_caption("reporting_report", lambda number: _now("Report"))
    _message(AGGREGATE, arrivals.on_aggregate, "reporting:aggregate")
    _message(QUESTIONNAIRE, arrivals.on_questionnaire, "reporting:round")
    _message(REPLY, arrivals.on_reply, "reporting:round")
    register_search(ReportingSearch())
    register_work(ReportingWork())
    register_tools(may_work, reports="reporting:overview")
    register_menu(
        MenuItem(
            code="reporting",
            label=pgettext_lazy("menu", "Reporting"),
            url_name="reporting:overview",
            icon="report",
            order=69,
            visible=_is_visible,
        )
    )


def _message(type_: str, effect: Effect, page: str) -> None:
    def page_of(thread: UUID) -> str:
        return reverse(page, args=[thread])

    register_message_type(
        MessageType(
            type_,
            1,
            effect,
            on_refused=arrivals.on_refused,
            on_expired=arrivals.on_expired,
            on_recall=keeps(_("It is part of a report. A later reply takes its place.")),
            page=page_of,
            schemas=schemas_in(SCHEMAS, type_),
        )
    )


def _is_visible(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and may_work(request.user)
