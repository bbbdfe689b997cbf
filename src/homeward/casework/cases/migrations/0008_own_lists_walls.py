"""The walls of the State's own entries in the lists of the case."""

from django.db import migrations

from homeward.foundation.guard.policies import NODE_ROLES, every_row, protect

# Names of entries say nothing of a case: whoever signs in reads them.
SIGNED_IN = every_row("(select guard.user_id()) is not null or (select guard.service()) is not null")
KEEPERS = every_row(
    "(select guard.has_role('administrator')) or (select guard.has_role('supervisor'))"
)
CHANGED = "labels, counts_as, is_active, revision, changed_by, changed_at"


class Migration(migrations.Migration):
    """Kept by administrators and supervisors, never deleted; list and code stay as they are."""

    dependencies = [("cases", "0007_ended_tasks"), ("access", "0002_walls")]
    operations = [
        protect("cases_listentry", select=SIGNED_IN, insert=KEEPERS, update=KEEPERS),
        migrations.RunSQL(
            f"revoke update on cases_listentry from {NODE_ROLES};"
            f"grant update ({CHANGED}) on cases_listentry to {NODE_ROLES};",
            migrations.RunSQL.noop,
        ),
    ]
