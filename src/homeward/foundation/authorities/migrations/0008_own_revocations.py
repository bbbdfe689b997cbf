"""What this State revoked of its own keys, for every entry that it signs from then on."""

from django.db import migrations, models

from homeward.foundation.guard.policies import protect

ANYBODY = "(select guard.kind()) is not null"
ADMINISTRATION = "(select guard.administers())"


class Migration(migrations.Migration):
    """Nobody without a context reads them; they are never changed and never deleted."""

    dependencies = [("authorities", "0007_remember_decisions"), ("access", "0002_walls")]
    operations = [
        migrations.CreateModel(
            name="OwnRevocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_id", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
            ],
            options={"ordering": ["at", "pk"]},
        ),
        protect("authorities_ownrevocation", select=ANYBODY, insert=ADMINISTRATION),
    ]
