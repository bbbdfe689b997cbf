"""The walls of items' sources, evidence, uploads and exports: members of the compartment."""

from django.db import migrations

from homeward.foundation.access.walls import in_compartment
from homeward.foundation.guard.policies import NODE_ROLES, protect

INSIDE = in_compartment()


class Migration(migrations.Migration):
    """Of evidence nothing changes but that it was destroyed; of an export, that its proof came."""

    dependencies = [("cases", "0004_casefile_walls"), ("access", "0002_walls")]
    operations = [
        protect("cases_itemsource", select=INSIDE, insert=INSIDE, delete=INSIDE),
        protect("cases_evidence", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("cases_upload", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("cases_uploadpart", select=INSIDE, insert=INSIDE, update=INSIDE, delete=INSIDE),
        protect("cases_evidenceexport", select=INSIDE, insert=INSIDE, update=INSIDE),
        migrations.RunSQL(
            f"revoke update on cases_evidence, cases_evidenceexport from {NODE_ROLES};"
            f"grant update (destroyed_at) on cases_evidence to {NODE_ROLES};"
            f"grant update (proof_id) on cases_evidenceexport to {NODE_ROLES};",
            migrations.RunSQL.noop,
        ),
    ]
