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
# The one answer to whether sharing still stands on a consent, or on a decision in its stead, as
# `queries.consents.holding` gives it: the last word about this sharing, not withdrawn or expired, of
# who decides for the person now. A guardian who decides no more leaves no consent behind.
HOLDS = """
create function guard.consent_holds(which bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (
    select from public.victims_consent c
    left join public.victims_guardian g on g.id = c.guardian_id,
    lateral (select (now() at time zone 'UTC' - interval '12 hours')::date as early,
                    (now() at time zone 'UTC' + interval '14 hours')::date as late) today
    where c.id = which and c.withdrawn_at is null
      and (c.expires_on is null or c.expires_on >= today.early)
      and case when c.guardian_id is null then not guard.support_decided_for(c.file_id, today.late)
          else guard.support_decided_for(c.file_id, today.early) and g.ended_at is null
               and not g.in_conflict and g.decided_on <= today.late
               and (g.valid_until is null or g.valid_until >= today.early) end
      and not exists (
        select from public.victims_consent later
        where later.file_id = c.file_id and later.purpose = c.purpose
          and later.recipient = c.recipient
          and (c.recipient <> 'person' or later.recipient_name = c.recipient_name)
          and (later.given_at, later.id) > (c.given_at, c.id)))
$$;
-- Whether the one that holds about the same sharing as this covers as much; it may have taken its
-- place. What was shared on one that was withdrawn is recalled, whatever was agreed later.
create function guard.consent_still_covers(which bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (
    select from public.victims_consent c
    join public.victims_consent held on held.file_id = c.file_id and held.purpose = c.purpose
      and held.recipient = c.recipient
      and (c.recipient <> 'person' or held.recipient_name = c.recipient_name)
    where c.id = which and c.withdrawn_at is null and held.covers @> c.covers
      and guard.consent_holds(held.id))
$$;
create function guard.override_holds(which bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from public.victims_override o where o.id = which
                 and o.approved_at is not null and o.refused_at is null and o.withdrawn_at is null)
$$;
revoke all on function guard.consent_holds(bigint), guard.consent_still_covers(bigint),
  guard.override_holds(bigint) from public;
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
       or new.withdrawn_at is not null
    then
      raise exception 'What is shared without consent is approved after it was asked for.'
        using errcode = 'insufficient_privilege';
    end if;
    if new.asked_by_id is distinct from who then
      raise exception 'Nobody asks in the name of another.' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if new.withdrawn_at is distinct from old.withdrawn_at then
    if old.approved_at is null or new.withdrawn_by is distinct from who
       or to_jsonb(new) - array['withdrawn_at', 'withdrawn_by', 'withdrawn_why']
          <> to_jsonb(old) - array['withdrawn_at', 'withdrawn_by', 'withdrawn_why'] then
      raise exception 'What was approved is taken back in one''s own name.'
        using errcode = 'insufficient_privilege';
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

    dependencies = [("victims", "0002_file_walls")]
    operations = [
        migrations.RunSQL(DECIDES, migrations.RunSQL.noop),
        migrations.RunSQL(CONSENT, migrations.RunSQL.noop),
        migrations.RunSQL(HOLDS, migrations.RunSQL.noop),
        migrations.RunSQL(OVERRIDE, migrations.RunSQL.noop),
    ]
