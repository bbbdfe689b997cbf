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
            model_name="state",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=21), default=list, size=None
            ),
        ),
    ]
