"""Who may not read a restricted text learns that there is one; and the search keeps both apart."""

from django.db import migrations

# Whether a text for certain roles only came into force after text `number` of a practice, and no
# text for everybody since. Nothing of its words, roles or writers is told.
FUNCTION = """
create function guard.practice_for_some(practice text, number integer) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select guard.user_id() is not null and exists (
    select from public.manual_practiceversion v
    where v.code = practice and v.status = 'approved' and v.files is not null
      and v.number > practice_for_some.number and not v.roles @> '{everybody}'::varchar[]
      and v.number = (select max(o.number) from public.manual_practiceversion o
                      where o.code = practice and o.status = 'approved'))
$$;
revoke all on function guard.practice_for_some(text, integer) from public;
grant execute on function guard.practice_for_some(text, integer) to homeward_app, homeward_jobs;
"""
APART = """
update public.manual_practicetext set origin = 'restricted'
where origin = 'own' and not roles @> '{everybody}'::varchar[];
"""


class Migration(migrations.Migration):
    """A text for everybody stays found by everybody when one for certain roles replaces it."""

    dependencies = [("manual", "0008_decision_walls")]
    operations = [
        migrations.RunSQL(
            FUNCTION, "drop function guard.practice_for_some(text, integer);"
        ),
        migrations.RunSQL(APART, migrations.RunSQL.noop),
    ]
