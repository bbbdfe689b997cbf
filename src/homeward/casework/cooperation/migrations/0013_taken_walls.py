"""The walls of items that came by a request: those of the request itself."""

from django.db import migrations

from homeward.foundation.guard.policies import protect

OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"


class Migration(migrations.Migration):
    """Policies of taken items; what was taken in is never changed."""

    dependencies = [("cooperation", "0012_consultation")]
    operations = [
        protect("cooperation_takenitem", select=OF_REQUEST, insert=OF_REQUEST),
    ]
