"""The walls of requests: the desk that handles them, and their part of their case."""

from django.db import migrations

from homeward.foundation.access.walls import (
    CASE_SERVICES,
    any_of,
    at_desk,
    in_case,
    in_compartment,
)
from homeward.foundation.guard.policies import protect

# The compartment is the one that the kind declares: investigation for police information, finance
# for tracing and freezing. Members of one do not see the requests of the other.
SEEN_BY = any_of(at_desk("desk_id"), in_compartment(), CASE_SERVICES)
# A number tells only how many requests a case has, and whoever drafts the next one needs it.
NUMBERED_BY = in_case()
# The request behind a change is itself behind the policy above.
OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"


class Migration(migrations.Migration):
    """Policies of requests and their changes."""

    dependencies = [("cooperation", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect("cooperation_request", select=SEEN_BY, insert=SEEN_BY, update=SEEN_BY),
        protect("cooperation_change", select=OF_REQUEST, insert=OF_REQUEST, update=OF_REQUEST),
        protect(
            "cooperation_numbering", select=NUMBERED_BY, insert=NUMBERED_BY, update=NUMBERED_BY
        ),
    ]
