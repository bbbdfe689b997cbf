"""Nodes that no directory vouches for were pinned by officers."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def remember_decisions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of the others it is not known; a revocation stops those, and officers may confirm them."""
    node = apps.get_model("authorities", "Node")
    node.objects.filter(directory__isnull=True).update(decided_at=F("pinned_at"))


class Migration(migrations.Migration):
    """Apart from the change of the table, which its rows would hold up."""

    dependencies = [("authorities", "0006_decisions")]
    operations = [migrations.RunPython(remember_decisions, migrations.RunPython.noop)]
