"""When officers decided about a node; columns as wide as what the wire allows."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column that is too narrow for one State's entry would stop the refresh for all."""

    dependencies = [("authorities", "0005_remember_keys")]
    operations = [
        migrations.AddField(
            model_name="node",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="node",
            name="url",
            field=models.URLField(max_length=500),
        ),
        migrations.AlterField(
            model_name="directorynews",
            name="kind",
            field=models.CharField(
                choices=[
                    ("state_added", "State added"),
                    ("state_changed", "Contact data changed"),
                    ("state_gone", "No entry that holds any more"),
                    ("entry_not_taken", "Entry not taken over: an error of this node"),
                    ("node_connected", "Node connected"),
                    ("node_moved", "Address of the node changed"),
                    ("node_gone", "Node withdrawn by its State"),
                    ("key_followed", "Keys rotated"),
                    ("key_waits", "Other keys, not signed by the old ones: an officer decides"),
                    ("card_refused", "Card of the node not taken"),
                    ("key_revoked", "Keys revoked"),
                    ("node_revoked", "Node revoked"),
                    ("root_changed", "New root"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="state",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=21), default=list, size=None
            ),
        ),
    ]
