"""The vault's walls: a blob is read and written by members of its compartment only."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, in_case, in_compartment
from homeward.foundation.guard.policies import protect

MEMBERS = any_of(in_compartment(), CASE_SERVICES)


class Migration(migrations.Migration):
    """Policies of the vault. Blobs are never changed; a key may be destroyed, by the owner."""

    dependencies = [("vault", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect("vault_blob", select=MEMBERS, insert=MEMBERS),
        protect(
            "vault_casekey",
            select=any_of(in_case(), CASE_SERVICES),
            insert=any_of(in_case(), CASE_SERVICES),
        ),
        migrations.RunSQL(
            "revoke insert, update, delete on vault_nodekey from homeward_app, homeward_jobs",
            migrations.RunSQL.noop,
        ),
    ]
