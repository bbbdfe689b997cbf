"""Reading the nameless facts of support for this room's own figures."""

import json
from datetime import datetime

from django.db import connection

from homeward.casework.victims.access.figures import reads_figures
from homeward.casework.victims.figures_persons import FactRow, Supported, histories
from homeward.casework.victims.figures_traits import supported
from homeward.foundation.access.models import User


def persons_of_figures(viewer: User, until: datetime) -> list[Supported]:
    """The persons of all support files opened before a moment, as the facts had them by then.

    None for whoever does not read figures; the database asks as well. Nobody is shown one by one:
    what is made of this is shown as ranges only.
    """
    if not reads_figures(viewer):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select kind, at, data from guard.support_facts(%s)", [until])
        facts = [FactRow(kind, at, _read(data)) for kind, at, data in cursor.fetchall()]
    return [supported(one) for one in histories(facts)]


def _read(data: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(data) if isinstance(data, str) else data  # type: ignore[assignment]
    return found
