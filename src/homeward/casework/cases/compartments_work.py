"""What broken glasses and sealed items add to the shared pages: verbs, events, tasks, menu, tab."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases import ports
from homeward.casework.cases.queries.glass import glass_caption, unreviewed
from homeward.casework.cases.queries.sealed import sealed_caption
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment, Role
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.ports import register_caption
from homeward.foundation.journal.verbs import register_verbs
from homeward.foundation.web.ports import MenuItem, register_menu


def _oversees(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_role(Role.OVERSEER)


def _unreviewed(request: HttpRequest) -> int | None:
    return unreviewed(request.user) if isinstance(request.user, User) else None


def register() -> None:
    """Fill the ports of `journal`, `duty`, `web` and of this room."""
    register_verbs(
        {
            "case.item_sealed": _("sealed a text"),
            "case.seal_asked": _("asked to open a sealed item"),
            "case.seal_approved": _("agreed to the opening of a sealed item"),
            "case.seal_closed": _("declined, took back or ended the opening of a sealed item"),
            "case.seal_read": _("read a sealed item"),
        }
    )
    ports.register_event_kinds(
        {
            "case.item_sealed": _("A text was sealed: %(title)s"),
            "case.seal_asked": _("It was asked to open a sealed item: %(title)s"),
            "case.seal_approved": _("A sealed item was opened by two: %(title)s"),
        }
    )
    for kind in (
        TaskKind(
            "access.glass_broken",
            _("Somebody broke the glass of case %(reference)s"),
            _("See who and why"),
        ),
        TaskKind(
            "access.glass_review",
            _("Review the broken glass of case %(reference)s"),
            _("Review it"),
        ),
        TaskKind(
            "case.seal_asked",
            _("A sealed item of case %(reference)s waits for your agreement"),
            _("Agree or decline"),
        ),
        TaskKind(
            "case.seal_approved",
            _("A sealed item of case %(reference)s lies open to you for 15 minutes"),
            _("Read it"),
        ),
    ):
        register_task_kind(kind)
    register_caption("glass", glass_caption)
    register_caption("sealed_item", sealed_caption)
    everyone = frozenset(Compartment.values)
    ports.register_tab(ports.CaseTab("sealed", _("Sealed"), "cases:sealed", everyone, 50))
    register_menu(
        MenuItem(
            code="glass",
            label=_("Broken glass"),
            url_name="glass:reviews",
            icon="eye",
            order=92,
            visible=_oversees,
            count=_unreviewed,
        )
    )
