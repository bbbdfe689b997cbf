"""Why a law was changed, and by whom, is read by everybody once the change is in force."""

from django.db import migrations

from homeward.foundation.access.walls import any_of

DRAFTS = "(select guard.has_role('drafter'))"
SIGNED_IN = "(select guard.user_id()) is not null"
READS = any_of(DRAFTS, f"({SIGNED_IN} and status = 'approved')")


class Migration(migrations.Migration):
    """Proposals that are open, rejected or withdrawn stay with the drafters."""

    dependencies = [("law", "0002_walls")]
    operations = [
        migrations.RunSQL(
            f"alter policy may_select on law_proposal using ({READS});", migrations.RunSQL.noop
        )
    ]
