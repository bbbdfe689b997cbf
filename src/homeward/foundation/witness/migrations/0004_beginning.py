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

    dependencies = [("witness", "0003_seen_lately")]
    operations = [
        migrations.CreateModel(
            name="Beginning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("peer", models.CharField(max_length=2)),
                ("accepted_at", models.DateTimeField()),
                ("accepted_by", models.CharField(max_length=100)),
                ("note", models.CharField(max_length=500)),
                (
                    "set_aside",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="beginning",
                        to="witness.seenhead",
                    ),
                ),
            ],
        ),
        protect("witness_beginning", select=READERS, insert=OVERSEERS),
        append_only("witness_beginning"),
    ]
