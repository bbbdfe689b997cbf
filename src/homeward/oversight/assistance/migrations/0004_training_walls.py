"""The walls of training: sessions are everybody's, results one's own and the supervisors'."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import append_only, every_row, protect

SIGNED_IN = "(select guard.user_id()) is not null"
TRAINS = "(select guard.has_role('supervisor'))"
HIS = "person_id = (select guard.user_id())"
OF_ENROLMENT = "exists (select from assistance_enrolment e where e.id = enrolment_id)"
OWN = f"exists (select from assistance_enrolment e where e.id = enrolment_id and e.{HIS})"

# Whoever reads a code from paper learns what stands on it, and nothing of anybody else.
CERTIFICATE = """
create function guard.course_certificate(asked_for text)
returns table (code text, name text, course text, revision int, begins date, ends date,
  passed_at timestamptz, answers_right int, answers int, language text)
language sql stable security definer set search_path = pg_catalog as $$
  select e.code::text, u.full_name::text, s.course::text, s.revision, s.begins, s.ends,
    e.passed_at, e."right", e.asked, s.language::text
  from public.assistance_enrolment e
  join public.assistance_coursesession s on s.id = e.session_id
  join public.access_user u on u.id = e.person_id
  where e.code = asked_for and guard.user_id() is not null
$$;
revoke all on function guard.course_certificate(text) from public;
grant execute on function guard.course_certificate(text) to homeward_app, homeward_jobs;
"""
# Nobody notes his own attendance, and nobody is certified without a test that he passed.
FAIR = """
create function guard.check_enrolment() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  person bigint := guard.user_id();
begin
  if person is null then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if cardinality(new.attended) > 0 or new.passed_at is not null or new.code is not null then
      raise exception 'guard: an enrolment begins with nothing'
        using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  if new.session_id <> old.session_id or new.person_id <> old.person_id then
    raise exception 'guard: an enrolment stays whose it is'
      using errcode = 'insufficient_privilege';
  end if;
  if new.attended is distinct from old.attended
     and (new.person_id = person or not guard.has_role('supervisor')) then
    raise exception 'guard: another person notes who attended'
      using errcode = 'insufficient_privilege';
  end if;
  if (new.passed_at, new.code, new."right", new.asked)
     is distinct from (old.passed_at, old.code, old."right", old.asked)
     and (old.passed_at is not null or not exists (
       select from public.assistance_testattempt t where t.enrolment_id = new.id and t.passed
         and t."right" = new."right" and t.asked = new.asked)) then
    raise exception 'guard: a certificate rests on a test that was passed'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function guard.check_enrolment() from public;
create trigger fair before insert or update on public.assistance_enrolment
  for each row execute function guard.check_enrolment();
"""


class Migration(migrations.Migration):
    """Policies of sessions, enrolments and tests."""

    dependencies = [("assistance", "0003_training"), ("access", "0002_walls")]
    operations = [
        protect("assistance_coursesession", select=SIGNED_IN, insert=TRAINS, update=TRAINS),
        protect(
            "assistance_enrolment",
            select=any_of(HIS, every_row(TRAINS)),
            insert=any_of(HIS, TRAINS),
            update=any_of(HIS, every_row(TRAINS)),
        ),
        protect("assistance_testattempt", select=OF_ENROLMENT, insert=OWN),
        append_only("assistance_testattempt"),
        migrations.RunSQL(CERTIFICATE, migrations.RunSQL.noop),
        migrations.RunSQL(FAIR, migrations.RunSQL.noop),
    ]
