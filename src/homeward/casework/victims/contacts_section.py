"""The contact plan, what is due, and the last contacts, on the page of a support file."""

from datetime import UTC, datetime
from typing import Any

from django.utils.safestring import SafeString

from homeward.casework.victims.file_sections import part
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries import contacts as queries
from homeward.casework.victims.queries.files import rule_of
from homeward.foundation.access.models import User

LAST = 3


def due_now(viewer: User, file: SupportFile) -> dict[str, Any]:
    """When the next contact is due, which promises wait, and whether contact is stopped."""
    now, due_at = datetime.now(UTC), queries.next_contact(viewer, file)
    rule = rule_of(viewer, file)
    promises = list(queries.open_promises(viewer, file))
    return {
        "now": now,
        "due_at": due_at,
        "overdue": due_at is not None and due_at < now,
        "waiting": promises,
        "missed": {one.pk for one in promises if one.due_at < now},
        "stopped": bool(rule and rule.stops_contact),
        "rule": rule,
    }


def contacts_section(viewer: User, file: SupportFile) -> SafeString:
    """The plan in short, what is due, and the last contacts."""
    return part(
        "contacts_section",
        file,
        plan=queries.plan_of(viewer, file),
        contacts=list(queries.contacts_of(viewer, file)[:LAST]),
        **due_now(viewer, file),
    )
