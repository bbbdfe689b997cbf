"""The walls of the checks that a request keeps: those of the request; they never change."""

from django.db import migrations

from homeward.foundation.guard.policies import append_only, protect

# The request behind a check is itself behind its policy.
OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"


class Migration(migrations.Migration):
    """Policies of checks; nobody updates or deletes one."""

    dependencies = [("cooperation", "0003_file_walls"), ("access", "0002_walls")]
    operations = [
        protect("cooperation_lawcheck", select=OF_REQUEST, insert=OF_REQUEST),
        append_only("cooperation_lawcheck"),
    ]
