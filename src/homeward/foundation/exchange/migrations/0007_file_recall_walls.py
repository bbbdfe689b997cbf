"""The walls of recalls of single files: they follow their file."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk, in_compartment
from homeward.foundation.guard.policies import protect, service_is

EXCHANGE = service_is("exchange")
SEEN_BY = any_of(CASE_SERVICES, in_compartment(), at_desk("team_id"))
ASKER = "asked_by = (select guard.user_id())"


class Migration(migrations.Migration):
    """Policies of recalls of files."""

    dependencies = [("exchange", "0006_file_recalls"), ("access", "0002_walls")]
    operations = [
        protect(
            "exchange_filerecall",
            select=any_of(SEEN_BY, ASKER),
            insert=any_of(CASE_SERVICES, ASKER),
            update=EXCHANGE,
        ),
    ]
