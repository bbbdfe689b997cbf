"""The walls of nameless facts: added to by those who act on the case, read by the statistics."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, in_case
from homeward.foundation.guard.policies import append_only, protect, service_is


class Migration(migrations.Migration):
    """Policies of nameless facts; they are only added to."""

    dependencies = [("journal", "0003_proofs"), ("access", "0002_walls")]
    operations = [
        protect(
            "journal_fact",
            select=service_is("trends"),
            insert=any_of(in_case(), CASE_SERVICES),
        ),
        append_only("journal_fact"),
    ]
