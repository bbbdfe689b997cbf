"""Which States were seen lately is asked on every page of those who watch."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("witness", "0002_walls")]
    operations = [
        migrations.AddIndex(
            model_name="seenhead",
            index=models.Index(fields=["seen_at"], name="witness_seen_lately"),
        ),
    ]
