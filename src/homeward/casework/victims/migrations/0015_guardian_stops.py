"""A rule that stops contact with a guardian closes the page that he reads for somebody else."""

from django.db import migrations

# As before (0011), and the guardian's own support file is asked as well.
OPEN = """
create or replace function family.is_open(access bigint) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (
    select from public.victims_familyaccess a
    join public.victims_consent c on c.id = a.consent_id and c.file_id = a.file_id
    left join public.victims_guardian g on g.id = c.guardian_id
    join public.victims_consent held on held.file_id = c.file_id and held.purpose = c.purpose
      and held.recipient = c.recipient and held.recipient_name = c.recipient_name
      and held.guardian_id is not distinct from c.guardian_id
    where a.id = access and a.revoked_at is null and a.expires_on >= current_date
      and c.purpose = 'family_view' and c.withdrawn_at is null
      and (held.expires_on is null or held.expires_on >= current_date)
      and guard.consent_holds(held.id)
      and not exists (
        select from (values (a.file_id), (g.own_file_id)) about (file_id)
        where coalesce((select r.stops_contact from public.victims_tellingrule r
                        where r.file_id = about.file_id order by r.id desc limit 1), false)))
$$;
"""


class Migration(migrations.Migration):
    """The one function that says whether a page is open."""

    dependencies = [("victims", "0014_detention_walls")]
    operations = [migrations.RunSQL(OPEN, migrations.RunSQL.noop)]
