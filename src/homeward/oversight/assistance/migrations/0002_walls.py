"""The walls of assistance: requests are seen at their desk, money at the Secretariat's."""

from django.db import migrations

from homeward.foundation.access.walls import any_of, at_desk
from homeward.foundation.guard.policies import append_only, every_row, protect, service_is

# The exchange enters what arrives, and tells the statistics.
EXCHANGE = every_row(service_is("exchange"))
AT_DESK = any_of(at_desk("desk_id"), EXCHANGE)
OF_REQUEST = "exists (select from assistance_assistancerequest r where r.id = request_id)"
MAY_WORK = "((select guard.has_role('central')) or (select guard.has_role('supervisor')))"
WRITES = any_of(f"({at_desk('desk_id')} and {MAY_WORK})", EXCHANGE)
# The rows behind are themselves behind their policies.
OF_FUND = "exists (select from assistance_fund f where f.id = fund_id)"
OF_COMMITMENT = "exists (select from assistance_commitment c where c.id = commitment_id)"
KEEPS = "(select guard.has_role('supervisor'))"

# As the actions do, whoever asks: nothing is committed or spent that is not there, and the existing
# budget is not increased.
LIMITS = """
create function guard.held_of_fund(fund bigint) returns numeric
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(sum(case when c.released_at is null then c.amount else
    (select coalesce(sum(s.amount), 0) from public.assistance_spending s
      where s.commitment_id = c.id) end), 0)
  from public.assistance_commitment c where c.fund_id = fund
$$;
create function guard.check_fund() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.amount < guard.held_of_fund(new.id) then
    raise exception 'guard: a fund is not smaller than what is committed'
      using errcode = 'check_violation';
  end if;
  if new.currency <> old.currency or new.kind <> old.kind then
    raise exception 'guard: a fund keeps its kind and currency' using errcode = 'check_violation';
  end if;
  if new.kind = 'existing' and new.amount > old.amount then
    raise exception 'guard: the existing budget is not increased' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create function guard.check_commitment() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  whole bigint;
begin
  if tg_op = 'UPDATE' and (old.released_at is not null or new.amount <> old.amount
      or new.fund_id <> old.fund_id or new.request_id <> old.request_id) then
    raise exception 'guard: a commitment is only released' using errcode = 'check_violation';
  end if;
  select amount into whole from public.assistance_fund where id = new.fund_id for update;
  if guard.held_of_fund(new.fund_id) > whole then
    raise exception 'guard: no more is committed than there is' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create function guard.check_spending() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  whole bigint;
  over timestamptz;
begin
  select amount, released_at into whole, over
    from public.assistance_commitment where id = new.commitment_id for update;
  if over is not null or whole < (select sum(amount) from public.assistance_spending
      where commitment_id = new.commitment_id) then
    raise exception 'guard: no more is spent than was committed' using errcode = 'check_violation';
  end if;
  return null;
end $$;
revoke all on function guard.held_of_fund(bigint), guard.check_fund(), guard.check_commitment(),
  guard.check_spending() from public;
create trigger within_limits before update on public.assistance_fund
  for each row execute function guard.check_fund();
create trigger within_limits after insert or update on public.assistance_commitment
  for each row execute function guard.check_commitment();
create trigger within_limits after insert on public.assistance_spending
  for each row execute function guard.check_spending();
"""


class Migration(migrations.Migration):
    """Policies of requests, their steps, and what pays for them."""

    dependencies = [("assistance", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect("assistance_assistancerequest", select=AT_DESK, insert=WRITES, update=WRITES),
        protect(
            "assistance_assistancestep", select=OF_REQUEST, insert=OF_REQUEST, update=OF_REQUEST
        ),
        protect(
            "assistance_fund",
            select=at_desk("desk_id"),
            insert=f"({at_desk('desk_id')} and {KEEPS})",
            update=f"({at_desk('desk_id')} and {KEEPS})",
        ),
        protect(
            "assistance_commitment",
            select=f"({OF_FUND} and {OF_REQUEST})",
            insert=f"({OF_FUND} and {OF_REQUEST} and {KEEPS})",
            update=f"({OF_FUND} and {OF_REQUEST} and {KEEPS})",
        ),
        protect(
            "assistance_spending",
            select=OF_COMMITMENT,
            insert=f"({OF_COMMITMENT} and {KEEPS})",
        ),
        append_only("assistance_spending"),
        migrations.RunSQL(LIMITS, migrations.RunSQL.noop),
    ]
