"""The walls of roster, notices and hand-overs, and the wider ones of tasks."""

from django.db import migrations

from homeward.foundation.access.walls import any_of, at_desk, in_compartment
from homeward.foundation.guard.policies import Protect, every_row, protect, service_is

# The duty roles that the acting person keeps now, with half a day before and after for hand-overs.
DUTIES = """
create function guard.duties() returns bigint[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct role_id), '{}') from public.duty_shift
  where user_id = guard.user_id() and cancelled_at is null
    and starts_at <= now() + interval '12 hours' and ends_at >= now() - interval '12 hours'
$$;
revoke all on function guard.duties() from public;
grant execute on function guard.duties() to homeward_app, homeward_jobs;
"""
OWN = "(select guard.user_id())"
# Services that add tasks and notices, or look at their clocks.
SERVICES = every_row(service_is("exchange", "tracer", "duty"))
TASK = any_of(
    at_desk("team_id"),
    f"assignee_id = {OWN}",
    f"created_by = {OWN}",
    f"changed_by = {OWN}",
    "duty_role_id = any((select guard.duties())::bigint[])",
    in_compartment(),
    SERVICES,
)
TASK_WALLS = f"""
alter policy may_select on duty_task using ({TASK});
alter policy may_insert on duty_task with check ({TASK});
alter policy may_update on duty_task using ({TASK}) with check ({TASK});
"""
# Whoever works here may see who is on duty and how to reach them; visitors may not.
COLLEAGUES = every_row("(select guard.kind()) in ('user', 'service')")
ADMINISTERS = "(select guard.administers())"
PLANNERS = every_row(f"{ADMINISTERS} or (select guard.has_role('supervisor'))")
OWN_ROW = any_of(f"user_id = {OWN}", every_row(ADMINISTERS))
NOTICE = any_of(f"told @> array[{OWN}]", f"created_by = {OWN}", SERVICES)
DELIVERY = any_of(
    f"user_id = {OWN}",
    f"created_by = {OWN}",
    every_row(f"{service_is('exchange', 'tracer', 'duty')}"),
)
# Administrators see whom no e-mail reaches; not what it was about, which stands in the notice.
DELIVERY_SEEN = any_of(DELIVERY, every_row("(select guard.has_role('administrator'))"))
HAND_OVER = any_of(f"giver_id = {OWN}", f"receiver_id = {OWN}")


class Migration(migrations.Migration):
    """Rows of the roster are cancelled or closed, never deleted; a way to be reached may go."""

    dependencies = [("duty", "0002_walls"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(DUTIES, "drop function guard.duties()"),
        Protect(TASK_WALLS, "duty_task"),
        protect("duty_dutyrole", select=COLLEAGUES, insert=PLANNERS, update=PLANNERS),
        protect("duty_shift", select=COLLEAGUES, insert=PLANNERS, update=PLANNERS),
        protect(
            "duty_channel", select=COLLEAGUES, insert=OWN_ROW, update=OWN_ROW, delete=OWN_ROW
        ),
        protect(
            "duty_quiethours", select=COLLEAGUES, insert=OWN_ROW, update=OWN_ROW, delete=OWN_ROW
        ),
        protect(
            "duty_handover",
            select=HAND_OVER,
            insert=f"giver_id = {OWN}",
            update=f"receiver_id = {OWN}",
        ),
        protect("duty_notice", select=NOTICE, insert=NOTICE, update=NOTICE),
        protect("duty_delivery", select=DELIVERY_SEEN, insert=DELIVERY, update=DELIVERY),
    ]
