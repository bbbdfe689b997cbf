"""How often somebody opened marked material, for himself."""

from datetime import UTC, datetime, timedelta

from homeward.foundation.access.models import User
from homeward.foundation.journal.models import Entry

LATELY = timedelta(days=7)


def opened_lately(reader: User) -> int:
    """How often the reader himself opened marked material in the last seven days."""
    since = datetime.now(UTC) - LATELY
    own = Entry.objects.filter(actor_kind="user", actor_id=reader.pk, at__gte=since)
    return own.filter(verb="case.distress_opened").count()
