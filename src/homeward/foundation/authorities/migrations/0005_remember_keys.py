"""The keys of nodes that were pinned before are the first of their histories."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from homeward.wire.keys import PublicKeys


def remember_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """One key for each pinned node, good from its pinning on."""
    node, key = apps.get_model("authorities", "Node"), apps.get_model("authorities", "PeerKey")
    for one in node.objects.all():
        key.objects.create(
            state_id=one.state_id,
            key_id=PublicKeys.from_json(one.keys).key_id,
            keys=one.keys,
            valid_from=one.pinned_at,
        )


class Migration(migrations.Migration):
    """Apart from the walls: PostgreSQL changes no table whose new rows wait for their checks."""

    dependencies = [("authorities", "0004_directory_walls")]
    operations = [migrations.RunPython(remember_keys, migrations.RunPython.noop)]
