"""The freezing list beyond this State: what others reported to hold, and what they were asked."""

from dataclasses import dataclass

from django.conf import settings

from homeward.casework.cases.models import Case
from homeward.casework.cooperation.models import Request
from homeward.casework.proceeds.conservation import totals_of
from homeward.casework.proceeds.models import Run, RunState
from homeward.casework.proceeds.queries import freezing_requests_of, state_names
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import connected_states


@dataclass(frozen=True, slots=True)
class AbroadRow:
    """Proceeds that another State reported to hold, in minor units, and the requests about them."""

    state: str
    state_name: str
    amount: int
    currency: str
    is_connected: bool
    requests: list[Request]


def abroad_rows(viewer: User, case: Case, run: Run) -> list[AbroadRow]:
    """Other States that hold proceeds by a finished run, the largest sum first."""
    if run.state != RunState.FINISHED:
        return []
    names, connected = state_names(), connected_states()
    asked = list(freezing_requests_of(viewer, case, run.pk))
    rows = []
    for party in run.parties.exclude(state=settings.HOMEWARD_STATE):
        for line in totals_of(party):
            if line["held"]:
                mine = [r for r in asked if r.other_state == party.state]
                name, is_connected = names.get(party.state, party.state), party.state in connected
                rows.append(
                    AbroadRow(party.state, name, line["held"], line["currency"], is_connected, mine)
                )
    return sorted(rows, key=lambda row: (row.currency, -row.amount, row.state))
