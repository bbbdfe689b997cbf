"""Keys are not destroyed before the day until which their hand-over promised them."""

from django.db import migrations

# The row that follows a key names, with the statement that peers hold, until when the key is good.
FUNCTION = """
drop function guard.destroy_node_keys(timestamptz);
create function guard.destroy_node_keys(before timestamptz, at_once boolean) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  gone integer;
begin
  if not guard.acts_as_administration() then
    raise exception 'guard: only the administration destroys keys' using errcode = 'insufficient_privilege';
  end if;
  update public.vault_nodekey k set wrapped = ''::bytea, destroyed_at = now()
  where k.retired_at is not null and k.retired_at <= before and k.destroyed_at is null
    and (at_once or coalesce(
      (select f.ends_at from public.vault_nodekey f where f.id > k.id order by f.id limit 1) <= now(),
      true));
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke all on function guard.destroy_node_keys(timestamptz, boolean) from public;
grant execute on function guard.destroy_node_keys(timestamptz, boolean)
  to homeward_app, homeward_jobs;
"""


class Migration(migrations.Migration):
    """The function of 0004 again, with this one condition more."""

    dependencies = [("vault", "0004_large_blobs")]
    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
