"""What this State revoked of its own keys, for every entry that it signs from then on."""

from django.db import migrations, models

from homeward.foundation.guard.policies import protect

ANYBODY = "(select guard.kind()) is not null"
ADMINISTRATION = "(select guard.administers())"


class Migration(migrations.Migration):
    """Nobody without a context reads them; they are never changed and never deleted."""

    dependencies = [("authorities", "0003_directory_walls"), ("access", "0002_walls")]
    operations = [
        protect("authorities_ownrevocation", select=ANYBODY, insert=ADMINISTRATION),
    ]
