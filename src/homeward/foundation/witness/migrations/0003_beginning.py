"""A peer's journal that begins anew after a restore, because an overseer accepted it."""

import django.db.models.deletion
from django.db import migrations, models

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import append_only, protect, service_is

OVERSEERS = "(select guard.has_role('overseer'))"
READERS = any_of(
    service_is("witness", "verifier"), OVERSEERS, "(select guard.has_role('administrator'))"
)


class Migration(migrations.Migration):
    """The table and its walls: overseers enter, nobody changes."""

    dependencies = [("witness", "0002_walls")]
    operations = [
        protect("witness_beginning", select=READERS, insert=OVERSEERS),
        append_only("witness_beginning"),
    ]
