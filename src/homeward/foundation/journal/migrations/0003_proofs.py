"""Leaves are found by their hash, checks are kept, and who witnesses and administers sees heads."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import NODE_ROLES, append_only, protect, service_is

# Heads, places and hashes say nothing of what an entry says. The witness proves them to peers and
# an administrator must see whether they hold; entries stay with those whom they concern.
PROVERS = any_of(service_is("witness"), "(select guard.has_role('administrator'))")
TREE = ("journal_place", "journal_treehash", "journal_head")


def _shown(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"create policy may_prove on {table} for select to {NODE_ROLES} using ({PROVERS})",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    """Index, table of checks, policies."""

    dependencies = [("journal", "0002_walls")]
    operations = [
        protect(
            "journal_verification",
            select=any_of(
                service_is("verifier", "witness"),
                "(select guard.has_role('overseer'))",
                "(select guard.has_role('administrator'))",
            ),
            insert=service_is("verifier"),
        ),
        append_only("journal_verification"),
        *[_shown(table) for table in TREE],
    ]
