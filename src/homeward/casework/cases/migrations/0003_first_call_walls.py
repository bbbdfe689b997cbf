"""The walls of incidents, flags and changes of class."""

from django.db import migrations

from homeward.foundation.access.walls import in_compartment
from homeward.foundation.guard.policies import append_only, protect
from homeward.foundation.access.walls import any_of

INSIDE = in_compartment()
FLAGS = any_of(
    *(
        f"case_id = any((select guard.cases('{c}'))::bigint[])"
        for c in ("investigation", "crisis", "victims")
    )
)


class Migration(migrations.Migration):
    """Flags are read by whoever may meet the danger; a change of class is never undone."""

    dependencies = [("cases", "0002_walls"), ("access", "0002_walls")]
    operations = [
        protect("cases_incident", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("cases_safetyflag", select=FLAGS, insert=FLAGS, update=FLAGS),
        protect("cases_classification", select=INSIDE, insert=INSIDE),
        append_only("cases_classification"),
    ]
