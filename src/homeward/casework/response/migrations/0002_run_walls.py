"""The walls of plans: members of the compartment; the history of a plan is only added to."""

from django.db import migrations

from homeward.foundation.access.walls import in_compartment
from homeward.foundation.guard.policies import append_only, protect

INSIDE = in_compartment()


class Migration(migrations.Migration):
    """Policies of plans, their steps and their history."""

    dependencies = [("response", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect("response_planfacts", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("response_playbookrun", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("response_runstep", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("response_planchange", select=INSIDE, insert=INSIDE),
        append_only("response_planchange"),
    ]
