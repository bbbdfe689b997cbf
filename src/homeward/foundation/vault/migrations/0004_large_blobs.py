"""Blobs larger than memory lie in files; custody of blobs."""

import django.contrib.postgres.fields
from django.db import migrations, models

from homeward.foundation.access.walls import (
    CASE_SERVICES,
    any_of,
    at_desk,
    in_case,
    in_compartment,
)
from homeward.foundation.guard.policies import NODE_ROLES, append_only, protect, service_is

MEMBERS = any_of(in_compartment(), at_desk("team_id"), CASE_SERVICES)
EXCHANGE = service_is("exchange")
# The blob of a step is itself behind the policy above; before it is complete, or once it was
# destroyed, the exchange alone writes of it.
OF_BLOB = any_of(EXCHANGE, "exists (select from vault_blob b where b.id = blob_id)")
# What lies in files may be taken back before it was sent, and is destroyed by a recall.
FILES_OF_MEMBERS = f"({MEMBERS} and file_key is not null)"
# A desk opens the files of its requests, whose keys the case's key wraps.
OF_DESK = (
    "case_id = any(array(select b.case_id from vault_blob b where b.file_key is not null"
    " and b.team_id = any((select guard.teams())::bigint[])))"
)
WRAPPED = "case_id, compartment, file_key"


class Migration(migrations.Migration):
    """A desk sees files of requests that have no case yet, and gives them their case later."""

    dependencies = [("vault", "0003_rotation_walls"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(
            "drop policy may_select on vault_blob; drop policy may_insert on vault_blob;"
            "drop policy owner_all on vault_blob;",
            migrations.RunSQL.noop,
        ),
        protect("vault_blob", select=MEMBERS, insert=MEMBERS, update=MEMBERS, delete=FILES_OF_MEMBERS),
        # A blob never changes; its key is wrapped anew when it gets its case.
        migrations.RunSQL(
            f"revoke update on vault_blob from {NODE_ROLES};"
            f"grant update ({WRAPPED}) on vault_blob to {NODE_ROLES};"
            f"grant delete on vault_blob to {NODE_ROLES};",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "drop policy may_select on vault_casekey; drop policy may_insert on vault_casekey;"
            "drop policy owner_all on vault_casekey;",
            migrations.RunSQL.noop,
        ),
        protect(
            "vault_casekey",
            select=any_of(in_case(), CASE_SERVICES, OF_DESK),
            insert=any_of(in_case(), CASE_SERVICES),
        ),
        protect("vault_custodystep", select=OF_BLOB, insert=OF_BLOB),
        append_only("vault_custodystep"),
    ]
