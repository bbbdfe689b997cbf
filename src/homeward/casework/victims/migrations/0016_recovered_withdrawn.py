"""A confiscation or return that was entered wrongly can be withdrawn while nothing was paid of it."""

from django.db import migrations, models

from homeward.casework.victims.walls import VICTIMS, once_settled
from homeward.foundation.guard.policies import NODE_ROLES

TABLE = "victims_recoveredsum"
COLUMNS = ("withdrawn_by", "withdrawn_at", "withdrawn_why")
OLD = "drop trigger append_only_row on victims_recoveredsum"
# Rows still are never deleted, and of them only these columns are filled in, once.
KEPT = """
create trigger append_only_row before delete on victims_recoveredsum
  for each row execute function guard.refuse_change()
"""
POLICY = (
    f"grant update on {TABLE} to {NODE_ROLES};"
    f"create policy may_update on {TABLE} for update to {NODE_ROLES}"
    f" using ({VICTIMS}) with check ({VICTIMS})"
)
PAID = """
create function guard.refuse_withdrawn_recovered() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tg_table_name = 'victims_recoveredsum' then
    if new.withdrawn_at is not null and exists (
      select from public.victims_compensationpayment where recovered_id = new.id
    ) then
      raise exception 'Something was paid from this confiscation or return.'
        using errcode = 'check_violation';
    end if;
  elsif new.recovered_id is not null then
    perform 1 from public.victims_recoveredsum
      where id = new.recovered_id and withdrawn_at is null for no key update;
    if not found then
      raise exception 'This confiscation or return was withdrawn.'
        using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;
revoke all on function guard.refuse_withdrawn_recovered() from public;
create trigger not_withdrawn before update on victims_recoveredsum
  for each row execute function guard.refuse_withdrawn_recovered();
create trigger not_withdrawn before insert on victims_compensationpayment
  for each row execute function guard.refuse_withdrawn_recovered();
"""


def _run(sql: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    """Three columns, filled once; the wall between what is withdrawn and what was paid."""

    dependencies = [("victims", "0015_guardian_stops")]
    operations = [
        migrations.AddField(
            "recoveredsum", "withdrawn_by", models.BigIntegerField(null=True)
        ),
        migrations.AddField(
            "recoveredsum", "withdrawn_at", models.DateTimeField(null=True)
        ),
        migrations.AddField("recoveredsum", "withdrawn_why", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RemoveConstraint("recoveredsum", "victims_recovered_once"),
        migrations.AddConstraint(
            "recoveredsum",
            models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("case", "kind", "authority", "reference", "currency"),
                name="victims_recovered_once",
            ),
        ),
        _run(OLD),
        _run(KEPT),
        _run(POLICY),
        once_settled(TABLE, *COLUMNS),
        _run(PAID),
    ]
