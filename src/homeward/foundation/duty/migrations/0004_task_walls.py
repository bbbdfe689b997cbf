"""Nobody keeps a task of a case by having had it: its walls ask for a place in the case now."""

from django.db import migrations

from homeward.foundation.access.walls import any_of, at_desk, in_case, in_compartment
from homeward.foundation.guard.policies import Protect, every_row, service_is

OWN = "(select guard.user_id())"
INSIDE = any_of("case_id is null", f"(compartment = '' and {in_case()})", in_compartment())
TASK = any_of(
    at_desk("team_id"),
    "duty_role_id = any((select guard.duties())::bigint[])",
    in_compartment(),
    *(f"({name} = {OWN} and {INSIDE})" for name in ("assignee_id", "created_by", "changed_by")),
    every_row(service_is("exchange", "tracer", "duty")),
)
WALLS = f"""
alter policy may_select on duty_task using ({TASK});
alter policy may_insert on duty_task with check ({TASK});
alter policy may_update on duty_task using ({TASK}) with check ({TASK});
"""


class Migration(migrations.Migration):
    """What somebody did under a broken glass, or before he left, opens nothing to him afterwards."""

    dependencies = [("duty", "0003_duty_walls")]
    operations = [Protect(WALLS, "duty_task")]
