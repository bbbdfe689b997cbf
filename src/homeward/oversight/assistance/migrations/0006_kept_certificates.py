"""A session keeps its course, a certificate keeps its name, and one can be revoked."""

import tomllib
from pathlib import Path

from django.db import migrations, models

COURSES = Path(__file__).parent.parent / "courses"
NAMES = """
update assistance_enrolment e set name = u.full_name
  from access_user u where u.id = e.person_id and e.code is not null;
"""
CERTIFICATE = """
drop function guard.course_certificate(text);
create function guard.course_certificate(asked_for text)
returns table (code text, name text, course text, contents text, revision int, begins date,
  ends date, passed_at timestamptz, answers_right int, answers int, language text,
  revoked_at timestamptz, reason text)
language sql stable security definer set search_path = pg_catalog as $$
  select e.code::text, e.name::text, s.course::text, s.contents::text, s.revision, s.begins,
    s.ends, e.passed_at, e."right", e.asked, s.language::text, e.revoked_at, e.revoke_reason
  from public.assistance_enrolment e
  join public.assistance_coursesession s on s.id = e.session_id
  where e.code = asked_for and guard.user_id() is not null
$$;
revoke all on function guard.course_certificate(text) from public;
grant execute on function guard.course_certificate(text) to homeward_app, homeward_jobs;
"""
FAIR = """
create or replace function guard.check_enrolment() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
  person bigint := guard.user_id();
begin
  if person is null then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if cardinality(new.attended) > 0 or new.passed_at is not null or new.code is not null
       or new.name <> '' or new.revoked_at is not null then
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
  if (new.passed_at, new.code, new."right", new.asked, new.name)
     is distinct from (old.passed_at, old.code, old."right", old.asked, old.name)
     and (old.passed_at is not null or not exists (
       select from public.assistance_testattempt t where t.enrolment_id = new.id and t.passed
         and t."right" = new."right" and t.asked = new.asked)) then
    raise exception 'guard: a certificate rests on a test that was passed'
      using errcode = 'insufficient_privilege';
  end if;
  if (new.revoked_at, new.revoked_by, new.revoke_reason)
     is distinct from (old.revoked_at, old.revoked_by, old.revoke_reason)
     and (old.revoked_at is not null or old.passed_at is null or new.person_id = person
       or not guard.has_role('supervisor')) then
    raise exception 'guard: another person revokes a certificate, once'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
"""


def keep(apps, schema_editor):
    """Sessions whose revision still ships keep it from now on."""
    for session in apps.get_model("assistance", "CourseSession").objects.filter(contents={}):
        files = {one.stem: one.read_text("utf-8") for one in (COURSES / session.course).glob("*.toml")}
        if files and tomllib.loads(files["structure"])["revision"] == session.revision:
            session.contents = files
            session.save(update_fields=["contents"])


class Migration(migrations.Migration):
    """Kept contents and names, and revocation with its walls."""

    dependencies = [("assistance", "0005_sensitivity_words")]
    operations = [
        migrations.AddField(
            "coursesession",
            "contents",
            models.JSONField(default=dict, help_text="the course's files in that revision"),
        ),
        migrations.AddField(
            "enrolment",
            "name",
            models.CharField(blank=True, default="", help_text="as the certificate says it", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            "enrolment",
            "revoked_at",
            models.DateTimeField(help_text="of the certificate", null=True),
        ),
        migrations.AddField("enrolment", "revoked_by", models.BigIntegerField(null=True)),
        migrations.AddField(
            "enrolment", "revoke_reason", models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.RunSQL(CERTIFICATE, migrations.RunSQL.noop),
        migrations.RunSQL(FAIR, migrations.RunSQL.noop),
    ]
