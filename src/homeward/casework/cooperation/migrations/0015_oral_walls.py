"""The walls of oral requests and of surrendered persons.

An oral request is seen by the desk that spoke or heard; a surrendered person in the compartment of
its record, so that whoever may charge it is held to the surrender.
"""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk, in_compartment
from homeward.foundation.guard.policies import protect

OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"
SEEN_BY = any_of(at_desk("desk_id"), OF_REQUEST, CASE_SERVICES)
IN_RECORD = any_of(in_compartment(), CASE_SERVICES)


class Migration(migrations.Migration):
    """Policies of both tables."""

    dependencies = [("cooperation", "0014_oral_and_speciality")]
    operations = [
        protect("cooperation_oralrequest", select=SEEN_BY, insert=SEEN_BY, update=SEEN_BY),
        protect(
            "cooperation_surrenderedperson", select=IN_RECORD, insert=IN_RECORD, update=IN_RECORD
        ),
    ]
