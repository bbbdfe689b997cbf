"""The walls of release and after: for members of the victims' compartment."""

from django.db import migrations

from homeward.casework.victims.walls import VICTIMS, once_settled
from homeward.foundation.guard.policies import append_only, protect


class Migration(migrations.Migration):
    """What is arranged only grows; of the others only what comes later is filled in, once."""

    dependencies = [("victims", "0009_contact_walls")]
    operations = [
        protect("victims_arrangement", select=VICTIMS, insert=VICTIMS),
        append_only("victims_arrangement"),
        *(
            protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS, update=VICTIMS)
            for table in ("supportstep", "debriefsession", "contactend")
        ),
        once_settled(
            "victims_supportstep",
            *("end", "done_on", "done_who", "done_second", "result", "ended_at", "ended_by"),
        ),
        once_settled("victims_debriefsession", "void_at", "void_by", "void_why"),
        once_settled("victims_contactend", "reopened_at", "reopened_by", "reopened_why"),
    ]
