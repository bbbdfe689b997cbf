"""Who may consent, in the database too: a child's consent stands on a guardian's decision."""

from django.db import migrations

# Whether somebody else decides for the person of a support file on a day, as `needs_guardian` says.
# Half a day is left for zones: the program reads days in the node's own.
DECIDES = """
create function guard.support_decided_for(of_file bigint, on_day date) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select f.cannot_decide or case
    when p.born_on is not null then p.born_on > (on_day - interval '18 years')::date
    when p.age_from is null then false
    else p.age_from + greatest(0, extract(year from on_day)::int
         - extract(year from coalesce(p.age_on, on_day))::int - 1) < 18
  end
  from public.victims_supportfile f join public.cases_person p on p.id = f.person_id
  where f.id = of_file
$$;
revoke all on function guard.support_decided_for(bigint, date) from public;
"""
CONSENT = """
create function guard.refuse_consent() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  early date := (new.given_at at time zone 'UTC' - interval '12 hours')::date;
  late date := (new.given_at at time zone 'UTC' + interval '14 hours')::date;
begin
  if not exists (select from public.victims_supportfile f
                 where f.id = new.file_id and f.case_id = new.case_id) then
    raise exception 'A consent belongs to a support file of its own case.'
      using errcode = 'insufficient_privilege';
  end if;
  if new.given_at > now() + interval '5 minutes' then
    raise exception 'A consent is not given in the future.' using errcode = 'insufficient_privilege';
  end if;
  if new.expires_on < early then
    raise exception 'A consent does not end before it begins.'
      using errcode = 'insufficient_privilege';
  end if;
  if new.guardian_id is null then
    if guard.support_decided_for(new.file_id, late) then
      raise exception 'Who decides for this person consents, by a decision that holds.'
        using errcode = 'insufficient_privilege';
    end if;
  elsif not exists (select from public.victims_guardian g
                    where g.id = new.guardian_id and g.file_id = new.file_id
                      and g.ended_at is null and not g.in_conflict and g.decided_on <= late
                      and (g.valid_until is null or g.valid_until >= early)) then
    raise exception 'This guardian may not consent for this person on this day.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_consent() from public;
create trigger given_by_who_may before insert on victims_consent
  for each row execute function guard.refuse_consent();
"""
# Beyond the second person, whom 0011 asks for: one with a place of his own among the victims, who
# leads the case or is a supervisor, and one answer only.
OVERRIDE = """
create function guard.refuse_unled_override() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  who bigint := guard.user_id();
begin
  if tg_op = 'INSERT' then
    if new.approved_by_id is not null or new.approved_at is not null or new.refused_at is not null
    then
      raise exception 'What is shared without consent is approved after it was asked for.'
        using errcode = 'insufficient_privilege';
    end if;
    if new.asked_by_id is distinct from who then
      raise exception 'Nobody asks in the name of another.' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if new.approved_at is not null and new.refused_at is not null
     or (new.approved_at is null) <> (new.approved_by_id is null) then
    raise exception 'It is approved or refused, by somebody.' using errcode = 'insufficient_privilege';
  end if;
  if who is null or who = new.asked_by_id
     or not exists (select from public.access_casemember m
                    where m.case_id = new.case_id and m.user_id = who and m.compartment = 'victims')
     or not (guard.has_role('supervisor')
             or exists (select from public.access_casemember m
                        where m.case_id = new.case_id and m.user_id = who and m.is_lead)) then
    raise exception 'A lead or a supervisor among the victims'' members answers, not who asked.'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.refuse_unled_override() from public;
create trigger answered_by_who_may before insert or update on victims_override
  for each row execute function guard.refuse_unled_override();
"""


class Migration(migrations.Migration):
    """Triggers of consents and of decisions in their stead."""

    dependencies = [("victims", "0011_file_walls")]
    operations = [
        migrations.RunSQL(DECIDES, migrations.RunSQL.noop),
        migrations.RunSQL(CONSENT, migrations.RunSQL.noop),
        migrations.RunSQL(OVERRIDE, migrations.RunSQL.noop),
    ]
