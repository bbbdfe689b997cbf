"""The walls of nonces, counts and connections: the exchange writes, the administration reads."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import protect, service_is

EXCHANGE = service_is("exchange")
COMMANDS = service_is("command", "setup")
ADMINISTERS = "(select guard.has_role('administrator'))"
SEEN_BY = any_of(EXCHANGE, COMMANDS, ADMINISTERS)

# The administrator sees no message, only how many wait for each peer and since when.
WAITING = """
create function guard.waiting_messages() returns table (peer text, waiting bigint, oldest timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
  select m.peer::text, count(*), min(m.created_at) from public.exchange_outmessage m
  where m.delivery = 'pending' and guard.has_role('administrator') group by m.peer
$$;
revoke all on function guard.waiting_messages() from public;
grant execute on function guard.waiting_messages() to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """Policies; how much a State writes and when is for the administration only."""

    dependencies = [("exchange", "0003_delivery_walls"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
        protect("exchange_seenrequest", select=EXCHANGE, insert=EXCHANGE, delete=EXCHANGE),
        protect(
            "exchange_traffic",
            select=SEEN_BY,
            insert=EXCHANGE,
            update=EXCHANGE,
            delete=EXCHANGE,
        ),
        protect(
            "exchange_link",
            select=SEEN_BY,
            insert=any_of(EXCHANGE, COMMANDS),
            update=any_of(EXCHANGE, COMMANDS),
        ),
        protect(
            "exchange_turnedaway",
            select=SEEN_BY,
            insert=EXCHANGE,
            update=EXCHANGE,
            delete=EXCHANGE,
        ),
    ]
