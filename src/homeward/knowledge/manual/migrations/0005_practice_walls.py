"""The walls of practices: read by everybody or by named roles, written by supervisors."""

from django.db import migrations

from homeward.foundation.access.roles import Role
from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import append_only, every_row, protect

ADAPTS = "(select guard.has_role('supervisor'))"
SIGNED_IN = "(select guard.user_id()) is not null"
BY_ROLE = [
    f"(roles @> '{{{role}}}'::varchar[] and (select guard.has_role('{role}')))"
    for role in Role.values
]
SEEN = any_of(
    every_row(ADAPTS),
    f"(roles @> '{{everybody}}'::varchar[] and {SIGNED_IN})",
    *BY_ROLE,
)
AS_ONESELF = "by = (select guard.user_id())"
# The shipped texts are everybody's; the first search after an upgrade reads them in.
INDEXES = f"({ADAPTS} or (origin = 'shipped' and {SIGNED_IN}))"

# As for playbooks: whoever wrote of a text does not put it in force.
TWO_PERSONS = """
create function guard.refuse_own_practice() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare
  person bigint := guard.user_id();
  wrong text;
begin
  if person is null then
    return new;  -- the owner, who migrates and restores; the walls let no other through
  end if;
  if tg_op = 'INSERT' then
    if new.status <> 'draft' or new.drafted_by is distinct from person
       or not new.writers @> array[person] then
      wrong := 'a text begins as a draft of whoever writes it';
    end if;
  elsif old.status <> 'draft' then
    wrong := 'a text that was decided stays as it is';
  elsif new.drafted_by <> old.drafted_by or not new.writers @> old.writers then
    wrong := 'its writers stay its writers';
  elsif new.status = 'draft' then
    if not new.writers @> array[person] then
      wrong := 'whoever changes a draft is one of its writers';
    end if;
  elsif new.decided_by is distinct from person
        or new.files is distinct from old.files or new.roles <> old.roles then
    wrong := 'whoever decides does so as himself, and changes nothing';
  elsif new.status = 'approved' and person = any (old.writers || old.drafted_by) then
    wrong := 'whoever wrote of a text does not put it in force';
  end if;
  if wrong is not null then
    raise exception 'guard: %', wrong using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_own_practice() from public;
create trigger two_persons before insert or update on public.manual_practiceversion
  for each row execute function guard.refuse_own_practice();
"""
# A loaded pack is what was signed; only that it was taken away is written later.
PACK_STAYS = """
create function guard.refuse_other_pack() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if guard.user_id() is not null and (
       old.removed_at is not null
       or new.removed_by is distinct from guard.user_id()
       or (to_jsonb(new) - 'removed_at' - 'removed_by')
          is distinct from (to_jsonb(old) - 'removed_at' - 'removed_by')) then
    raise exception 'guard: a pack stays as it was signed'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_other_pack() from public;
create trigger pack_stays before update on public.manual_practicepack
  for each row execute function guard.refuse_other_pack();
"""


class Migration(migrations.Migration):
    """Policies of what a State makes of practices."""

    dependencies = [("manual", "0004_practices"), ("access", "0002_walls")]
    operations = [
        protect("manual_practiceversion", select=SEEN, insert=ADAPTS, update=ADAPTS),
        migrations.RunSQL(TWO_PERSONS, migrations.RunSQL.noop),
        protect(
            "manual_practicedecision", select=SIGNED_IN, insert=f"({ADAPTS} and {AS_ONESELF})"
        ),
        append_only("manual_practicedecision"),
        protect(
            "manual_practiceprogress", select=SIGNED_IN, insert=f"({ADAPTS} and {AS_ONESELF})"
        ),
        append_only("manual_practiceprogress"),
        protect(
            "manual_suggestion",
            select=any_of(every_row(ADAPTS), AS_ONESELF),
            insert=AS_ONESELF,
            update=ADAPTS,
        ),
        protect(
            "manual_practicepack",
            select=SEEN,
            insert=f"({ADAPTS} and loaded_by = (select guard.user_id()))",
            update=ADAPTS,
        ),
        migrations.RunSQL(PACK_STAYS, migrations.RunSQL.noop),
        protect(
            "manual_practicetext", select=SEEN, insert=INDEXES, update=INDEXES, delete=INDEXES
        ),
    ]
