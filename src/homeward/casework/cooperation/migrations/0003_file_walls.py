"""The walls of a request's files: those of the request itself."""

from django.db import migrations

from homeward.foundation.guard.policies import protect

# The request behind a file is itself behind its policy.
OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"


class Migration(migrations.Migration):
    """Policies of files; one that was not sent may be taken back."""

    dependencies = [("cooperation", "0002_walls"), ("access", "0002_walls")]
    operations = [
        protect(
            "cooperation_requestfile",
            select=OF_REQUEST,
            insert=OF_REQUEST,
            update=OF_REQUEST,
            delete=f"({OF_REQUEST} and message_id is null)",
        ),
    ]
