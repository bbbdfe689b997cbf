"""Whoever wrote of a national version does not put it in force, whatever the application does."""

import django.contrib.postgres.fields
from django.db import migrations, models

# Roles and content are what the writers left; whoever decides writes as himself, and once.
TWO_PERSONS = """
create function guard.refuse_own_playbook() returns trigger
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
      wrong := 'a version begins as a draft of whoever writes it';
    end if;
  elsif old.status <> 'draft' then
    wrong := 'a version that was decided stays as it is';
  elsif new.drafted_by <> old.drafted_by or not new.writers @> old.writers then
    wrong := 'its writers stay its writers';
  elsif new.status = 'draft' then
    if not new.writers @> array[person] then
      wrong := 'whoever changes a draft is one of its writers';
    end if;
  elsif new.decided_by is distinct from person
        or new.content is distinct from old.content or new.roles <> old.roles then
    wrong := 'whoever decides does so as himself, and changes nothing';
  elsif new.status = 'approved'
        and person = any (old.writers || old.drafted_by || coalesce(old.changed_by, 0)) then
    wrong := 'whoever wrote of a version does not put it in force';
  end if;
  if wrong is not null then
    raise exception 'guard: %', wrong using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_own_playbook() from public;
create trigger two_persons before insert or update on public.manual_playbookversion
  for each row execute function guard.refuse_own_playbook();
"""


class Migration(migrations.Migration):
    """Drafts from before name no writers: whoever began and changed them last counts."""

    dependencies = [("manual", "0002_walls")]
    operations = [
        migrations.RunSQL(TWO_PERSONS, migrations.RunSQL.noop),
    ]
