"""The walls of oral requests: the desk that spoke or heard, and those of the request itself."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk
from homeward.foundation.guard.policies import protect

OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"
SEEN_BY = any_of(at_desk("desk_id"), OF_REQUEST, CASE_SERVICES)


class Migration(migrations.Migration):
    """Policies of oral requests."""

    dependencies = [("cooperation", "0009_oral")]
    operations = [
        protect("cooperation_oralrequest", select=SEEN_BY, insert=SEEN_BY, update=SEEN_BY),
    ]
