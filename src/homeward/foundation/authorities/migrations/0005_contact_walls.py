"""Contact points are written by whoever keeps the directory; a measured ping is never altered."""

from django.db import migrations

from homeward.foundation.guard.policies import every_row, protect, service_is

ANYBODY = "(select guard.kind()) is not null"
KEEPERS = "(select guard.keeps_directories())"
# What a State's node announced arrives in the name of the exchange, which writes no directory.
ANNOUNCERS = f"({KEEPERS} or {service_is('exchange')})"
# Whoever works here tests whether others can be reached; visitors do not.
COLLEAGUES = every_row("(select guard.kind()) in ('user', 'service')")
ASKERS = every_row(f"(select guard.user_id()) is not null or {service_is('exchange')}")
MEASURED = """
create function guard.keep_measured() returns trigger language plpgsql as $$
begin
  if row(old.id, old.is_ours, old.state, old.authority, old.point, old.sent_at, old.sent_by,
         old.due_at, old.noted_at, old.code)
     is distinct from
     row(new.id, new.is_ours, new.state, new.authority, new.point, new.sent_at, new.sent_by,
         new.due_at, new.noted_at, new.code)
     or (old.status = 'answered' and old is distinct from new) then
    raise exception 'guard: what was measured of a ping is never altered'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger keep_measured before update on authorities_ping
  for each row execute function guard.keep_measured();
"""


class Migration(migrations.Migration):
    """Nobody without a context reads them; pings are never deleted."""

    dependencies = [("authorities", "0004_own_revocations"), ("access", "0002_walls")]
    operations = [
        protect(
            "authorities_contactpoint",
            select=ANYBODY,
            insert=KEEPERS,
            update=KEEPERS,
            delete=KEEPERS,
        ),
        protect("authorities_announced", select=ANYBODY, insert=ANNOUNCERS, update=ANNOUNCERS),
        protect(
            "authorities_nottold",
            select=ANYBODY,
            insert=ANNOUNCERS,
            update=ANNOUNCERS,
            delete=ANNOUNCERS,
        ),
        protect("authorities_ping", select=COLLEAGUES, insert=ASKERS, update=ASKERS),
        migrations.RunSQL(MEASURED, migrations.RunSQL.noop),
    ]
