"""The walls of the family's page, and the schema `family`: the only place that families reach."""

from django.db import migrations

from homeward.casework.victims.walls import VICTIMS, once_settled
from homeward.foundation.guard.outside import separate
from homeward.foundation.guard.policies import protect

# A second person releases, in his own name; what is released is copied, what is taken back goes.
RELEASE = """
create function guard.refuse_own_release() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.released_at is not null and old.released_at is null
     and (new.released_by_id is distinct from guard.user_id()
          or new.released_by_id = new.written_by_id or old.withdrawn_at is not null) then
    raise exception 'A second person releases what a family reads.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create function guard.publish_to_family() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.released_at is not null and old.released_at is null then
    insert into family.page (id, file_id, released_at, language, content)
    values (new.id, new.file_id, new.released_at, new.language, new.content);
  end if;
  if new.withdrawn_at is not null and old.withdrawn_at is null then
    delete from family.page where id = new.id;
  end if;
  return null;
end $$;
revoke all on function guard.refuse_own_release(), guard.publish_to_family() from public;
create trigger second_person before update on victims_familyupdate
  for each row execute function guard.refuse_own_release();
create trigger published after update on victims_familyupdate
  for each row execute function guard.publish_to_family();
"""

# `page` is the one table that families read, row by row. What proves who signs in, `credential`,
# and the counts of tries are read and written by the functions of the next migration alone.
TABLES = """
create table family.page (
  id bigint primary key references public.victims_familyupdate,
  file_id bigint not null references public.victims_supportfile,
  released_at timestamptz not null,
  language text not null,
  content jsonb not null
);
create index page_file on family.page (file_id, released_at);
create table family.credential (
  access_id bigint primary key references public.victims_familyaccess,
  first_code text not null default '',
  first_code_until timestamptz,
  passphrase text not null default '',
  factor text not null default '' check (factor in ('', 'app', 'list')),
  secret text not null default '',
  last_counter bigint not null default 0,
  codes text[] not null default '{}',
  codes_used integer not null default 0,
  letters integer not null default 0,
  failed integer not null default 0,
  locked_until timestamptz,
  epoch integer not null default 1,
  seen_on date
);
create table family.tries (
  who text not null, minute timestamptz not null, times integer not null, primary key (who, minute)
);
revoke all on family.credential, family.tries from public, homeward_app, homeward_jobs;
"""

# Whether a person may read now: asked anew in each transaction, so that taking back an access, a
# consent that ends, a rule that stops contact, and another who decides for the person from now on
# (or nobody any more) all close the page at once. Half a day is left for zones.
WHO = """
create function family.is_open(access bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (
    select from public.victims_familyaccess a
    join public.victims_consent c on c.id = a.consent_id and c.file_id = a.file_id
    -- The consent itself, or what the same person agreed to in its place.
    join public.victims_consent held on held.file_id = c.file_id and held.purpose = c.purpose
      and held.recipient = c.recipient and held.recipient_name = c.recipient_name
      and held.guardian_id is not distinct from c.guardian_id
    where a.id = access and a.revoked_at is null and a.expires_on >= current_date
      and c.purpose = 'family_view' and c.withdrawn_at is null
      and (held.expires_on is null or held.expires_on >= current_date)
      and guard.consent_holds(held.id)
      and not coalesce((select r.stops_contact from public.victims_tellingrule r
                        where r.file_id = a.file_id order by r.id desc limit 1), false))
$$;
create function family.access_id() returns bigint
language sql stable security definer set search_path = pg_catalog as $$
  select held from (select family.holder() as held) h where family.is_open(held)
$$;
create function family.file_id() returns bigint
language sql stable security definer set search_path = pg_catalog as $$
  select file_id from public.victims_familyaccess where id = family.access_id()
$$;
revoke all on function family.is_open(bigint), family.access_id(), family.file_id() from public;
grant execute on function family.access_id(), family.file_id() to homeward_family;
"""

PAGE_WALLS = """
alter table family.page enable row level security;
alter table family.page force row level security;
create policy owner_all on family.page to homeward_owner using (true) with check (true);
create policy may_read on family.page for select to homeward_family
  using (file_id = (select family.file_id()));
revoke all on family.page from public, homeward_app, homeward_jobs;
grant select (id, released_at, language, content) on family.page to homeward_family;
"""

BEFORE_RELEASE = f"{VICTIMS} and released_at is null and withdrawn_at is null"


class Migration(migrations.Migration):
    """Policies, triggers, and the schema of families."""

    dependencies = [
        ("victims", "0010_release_walls"),
        ("access", "0002_walls"),
        ("guard", "0001_guard"),
    ]
    operations = [
        protect("victims_familyaccess", select=VICTIMS, insert=VICTIMS, update=VICTIMS),
        protect("victims_familyupdate", select=VICTIMS, insert=BEFORE_RELEASE, update=VICTIMS),
        once_settled("victims_familyaccess", "revoked_at", "revoked_by", "revoked_why"),
        once_settled(
            "victims_familyupdate",
            *("released_at", "released_by_id", "withdrawn_at", "withdrawn_by", "withdrawn_why"),
        ),
        separate("family"),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(WHO, migrations.RunSQL.noop),
        migrations.RunSQL(PAGE_WALLS, migrations.RunSQL.noop),
        migrations.RunSQL(RELEASE, migrations.RunSQL.noop),
    ]
