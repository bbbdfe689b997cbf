"""What the crisis adds to the case and the menu: its tab, the strip's next deadline, captions."""

from datetime import UTC, datetime

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.models import Case
from homeward.casework.cases.ports import CaseTab, register_strip_fact, register_tab
from homeward.casework.response.access.team import RESPONSE, may_set_roles
from homeward.casework.response.queries.contacts import next_clock
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.work import lateness
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.web.components import Fact
from homeward.foundation.web.ports import MenuItem, register_menu
from homeward.foundation.web.templatetags.web import moment, status


def register() -> None:
    """Fill the ports of `cases`, `journal` and `web`."""
    seen_by = frozenset(RESPONSE)
    register_tab(CaseTab("response", _("Response"), "response:overview", seen_by, 30))
    register_strip_fact("response", next_deadline)
    for kind, words in (
        ("contact", _("Contact with the offenders")),
        ("decision", _("Decision")),
        ("hand_over", _("Hand-over")),
        ("assignment", _("Role in the case")),
        ("crisis_role", _("Role of the crisis")),
        ("crisis_rule", _("Rule of separation")),
    ):
        register_caption(kind, lambda subject_id, words=words: f"{words} {subject_id}")  # type: ignore[misc]
    register_menu(
        MenuItem(
            code="crisis_roles",
            label=_("Roles of a crisis"),
            url_name="crisis_roles:list",
            icon="people",
            order=88,
            visible=_keepers_only,
        )
    )


def _keepers_only(request: HttpRequest) -> bool:
    return may_set_roles(request.user)


def next_deadline(viewer: User, case: Case, held: frozenset[str]) -> list[Fact]:
    """The next deadline or expected contact, for the crisis compartment."""
    clock = next_clock(viewer, case) if Compartment.CRISIS in held else None
    if clock is None:
        return []
    tone, word = lateness(clock.due_at, datetime.now(UTC))
    shown = format_html("{} {}", status(tone, str(word)), moment(clock.due_at))
    return [Fact(now("Next deadline"), shown)]
