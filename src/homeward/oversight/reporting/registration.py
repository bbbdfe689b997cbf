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
from homeward.foundation.exchange.ports import MessageType, register_message_type
from homeward.foundation.exchange.schemas import schemas_in
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import Field, Kind, Said, register_verbs, says
from homeward.foundation.web.ports import MenuItem, register_menu
from homeward.oversight.reporting import arrivals
from homeward.oversight.reporting.access import may_work
from homeward.oversight.reporting.payloads import AGGREGATE

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
    register_message_type(
        MessageType(
            AGGREGATE,
            1,
            arrivals.on_aggregate,
            on_refused=arrivals.on_refused,
            on_expired=arrivals.on_expired,
            page=_page_of_aggregate,
            schemas=schemas_in(SCHEMAS, AGGREGATE),
        )
    )
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


def _page_of_aggregate(thread: UUID) -> str:
    return reverse("reporting:aggregate", args=[thread])


def _is_visible(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and may_work(request.user)
