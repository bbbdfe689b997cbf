"""The walls of the case: members of any compartment see it, those of a compartment what is in it."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, in_case, in_compartment
from homeward.foundation.guard.policies import protect

CASE = any_of(in_case("id"), CASE_SERVICES)
INSIDE = in_compartment()
INSIDE_OR_SERVICE = any_of(INSIDE, CASE_SERVICES)
RANSOM = any_of(
    *(
        f"case_id = any((select guard.cases('{c}'))::bigint[])"
        for c in ("investigation", "crisis", "finance")
    ),
    CASE_SERVICES,
)


class Migration(migrations.Migration):
    """Policies of the case file; the timeline is only added to."""

    dependencies = [("cases", "0001_initial"), ("access", "0002_walls")]
    operations = [
        migrations.RunSQL(
            "create sequence cases_case_number;"
            " grant usage on sequence cases_case_number to homeward_app, homeward_jobs",
            "drop sequence cases_case_number",
        ),
        protect("cases_case", select=CASE, insert=in_case("id"), update=in_case("id")),
        protect("cases_person", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("cases_item", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("cases_event", select=INSIDE_OR_SERVICE, insert=INSIDE_OR_SERVICE),
        protect("cases_ransom", select=RANSOM, insert=RANSOM, update=RANSOM),
    ]
