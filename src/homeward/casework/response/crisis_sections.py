"""The parts of the crisis page and of the crisis room that roles, decisions and contacts show."""

from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from homeward.casework.cases.models import Case
from homeward.casework.response.access.team import is_in_crisis
from homeward.casework.response.queries import contacts, decisions, roles
from homeward.casework.response.roles import roles as all_roles
from homeward.casework.response.sections import Section, add_section
from homeward.foundation.access.models import User
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.duty.work import lateness, work_item

SHOWN = 5
# Roles of which the wall says that nobody holds them: without these nobody leads.
ALWAYS = ("strategic", "tactical", "operational", "log_keeper")


def register() -> None:
    """Add the parts; the plan has its place between 20 and 30."""
    add_section(Section("clocks", 5, clocks, clocks_wall))
    add_section(Section("roles", 10, shift, shift_wall))
    add_section(Section("contacts", 40, last_contacts, contacts_wall))
    add_section(Section("decisions", 50, last_decisions, decisions_wall))
    add_section(Section("tasks", 60, tasks, tasks_wall))


def _part(name: str, case: Case, **context: Any) -> SafeString:
    place = {"case": case, "reference": case.reference}
    return render_to_string(f"response/{name}.html", place | context)


def _running(viewer: User, case: Case) -> list[tuple[Any, Any, Any]]:
    now = datetime.now(UTC)
    return [(one, *lateness(one.due_at, now)) for one in contacts.clocks_of(viewer, case)]


def clocks(viewer: User, case: Case) -> SafeString:
    """Time since the taking, the clocks that run, and the buttons of the page."""
    return _part(
        "part_clocks",
        case,
        clocks=_running(viewer, case),
        in_crisis=is_in_crisis(viewer, case),
        unverified=list(contacts.unverified(viewer, case)[:SHOWN]),
        mine=roles.held_by(viewer, case),
        hand_overs=[one for one in roles.hand_overs_of(viewer, case)[:SHOWN] if _waits(one)],
    )


def _waits(hand_over: Any) -> bool:
    return not hand_over.withdrawn_at and not (hand_over.giver_at and hand_over.receiver_at)


def clocks_wall(viewer: User, case: Case) -> SafeString:
    """The clocks, large."""
    return _part("wall_clocks", case, clocks=_running(viewer, case))


def shift(viewer: User, case: Case) -> SafeString:
    """Who holds which role now."""
    held = roles.on_shift(viewer, case)
    return _part(
        "part_roles", case, held=held, missing=_missing(held), in_crisis=is_in_crisis(viewer, case)
    )


def shift_wall(viewer: User, case: Case) -> SafeString:
    """Which roles are held since when, without a name."""
    held = roles.on_shift(viewer, case)
    return _part("wall_roles", case, held=held, missing=_missing(held))


def _missing(held: list[roles.Held]) -> list[str]:
    there, known = {one.assignment.role for one in held}, all_roles()
    return [str(known[c].name) for c in ALWAYS if c not in there and known[c].is_active]


def last_contacts(viewer: User, case: Case) -> SafeString | str:
    """The last contacts, for the crisis compartment."""
    if not is_in_crisis(viewer, case):
        return ""
    rows = contacts.contacts_of(viewer, case, with_corrected=False)[:SHOWN]
    return _part("part_contacts", case, contacts=list(rows))


def contacts_wall(viewer: User, case: Case) -> SafeString:
    """When there was contact, on what way and of what sort; nothing of what was said."""
    rows = contacts.contacts_of(viewer, case, with_corrected=False)[:SHOWN]
    return _part("wall_contacts", case, contacts=list(rows))


def last_decisions(viewer: User, case: Case) -> SafeString:
    """The last decisions, and how they stand."""
    rows = decisions.decisions_of(viewer, case)[:SHOWN]
    return _part("part_decisions", case, decisions=[(d, decisions.state_of(d)) for d in rows])


def decisions_wall(viewer: User, case: Case) -> SafeString:
    """That decisions were made and how they stand; nothing of their text."""
    rows = decisions.decisions_of(viewer, case)[:SHOWN]
    return _part("wall_decisions", case, decisions=[(d, decisions.state_of(d)) for d in rows])


def _tasks(viewer: User, case: Case) -> list[Any]:
    now = datetime.now(UTC)
    return [work_item(task, now) for task in open_tasks(viewer).filter(case_id=case.pk)]


def tasks(viewer: User, case: Case) -> SafeString:
    """What waits for the viewer in this case."""
    return _part("part_tasks", case, tasks=_tasks(viewer, case)[:20])


def tasks_wall(viewer: User, case: Case) -> SafeString:
    """How many tasks wait, and how many are overdue."""
    now, found = datetime.now(UTC), _tasks(viewer, case)
    late = sum(1 for one in found if one.due and one.due < now)
    return _part("wall_tasks", case, count=len(found), late=late)
