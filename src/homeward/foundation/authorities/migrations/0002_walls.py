"""The directory and the pinned keys of other nodes are written by the administration only."""

from django.db import migrations

TABLES = ("authorities_state", "authorities_authority", "authorities_node")
TRIGGERS = "\n".join(
    f"create trigger only_administration before insert or update or delete on public.{table}"
    " for each row execute function guard.only_administration();"
    for table in TABLES
)


class Migration(migrations.Migration):
    """A forged directory would send a request to whoever forged it."""

    dependencies = [("authorities", "0001_initial"), ("access", "0002_walls")]
    operations = [migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop)]
