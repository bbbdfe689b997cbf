"""Laws are read by everybody who signs in; changes are written by law drafters, and decided by a
second one, whatever the application does."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import every_row, protect, service_is

DRAFTS = "(select guard.has_role('drafter'))"
SIGNED_IN = "(select guard.user_id()) is not null"
# A service that compares laws goes by those in force here too, and never by the shipped ones only.
READS = f"{SIGNED_IN} or (select guard.service()) is not null"
OWN = "user_id = (select guard.user_id())"
TELLS = service_is("duty")  # that a newer text was shipped
PROPOSES = f"{DRAFTS} and proposed_by = (select guard.user_id())"

TWO_PERSONS = """
create function guard.refuse_own_law() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare
  person bigint := guard.user_id();
  wrong text;
begin
  if person is null then
    return new;  -- the owner, who migrates and restores; the walls let no other through
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'open' or new.proposed_by is distinct from person then
      wrong := 'a proposal begins open, by whoever writes it';
    end if;
  elsif old.status <> 'open' then
    wrong := 'a proposal that was decided stays as it is';
  elsif new.proposed_by <> old.proposed_by or new.changes is distinct from old.changes
        or new.state <> old.state or new.reason <> old.reason then
    wrong := 'a proposal is decided, never rewritten';
  elsif new.decided_by is distinct from person then
    wrong := 'whoever decides does so as himself';
  elsif (new.status = 'withdrawn') <> (person = old.proposed_by) then
    wrong := 'whoever proposed may withdraw, and another decides';
  end if;
  if wrong is not null then
    raise exception 'guard: %', wrong using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_own_law() from public;
create trigger two_persons before insert or update on public.law_proposal
  for each row execute function guard.refuse_own_law();

create function guard.refuse_unapproved_law() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if guard.user_id() is null then
    return new;
  end if;
  if tg_op = 'UPDATE' or not exists (
    select 1 from public.law_proposal p
    where p.id = new.proposal_id and p.state = new.state and p.status = 'approved'
      and p.decided_by = guard.user_id() and p.proposed_by <> guard.user_id()
  ) then
    raise exception 'guard: a version of a law comes from an approved proposal, once'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_unapproved_law() from public;
create trigger from_a_proposal before insert or update on public.law_lawversion
  for each row execute function guard.refuse_unapproved_law();
"""


class Migration(migrations.Migration):
    """Nothing is deleted: proposals are decided, versions follow each other."""

    dependencies = [("law", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect("law_proposal", select=every_row(DRAFTS), insert=PROPOSES, update=DRAFTS),
        protect("law_lawversion", select=every_row(READS), insert=DRAFTS),
        protect(
            "law_subscription",
            select=any_of(every_row(DRAFTS), every_row(TELLS), OWN),
            insert=OWN,
            update=TELLS,
            delete=OWN,
        ),
        migrations.RunSQL(TWO_PERSONS, migrations.RunSQL.noop),
    ]
