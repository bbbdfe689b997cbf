"""The walls of contact plans, family contacts and promises: for members of the victims' compartment."""

from django.db import migrations

from homeward.casework.victims.walls import VICTIMS, once_settled
from homeward.foundation.guard.policies import append_only, protect


class Migration(migrations.Migration):
    """Plans only grow; of the others only what is settled later is filled in, once."""

    dependencies = [("victims", "0008_right_walls")]
    operations = [
        protect("victims_contactplan", select=VICTIMS, insert=VICTIMS),
        append_only("victims_contactplan"),
        *(
            protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS, update=VICTIMS)
            for table in ("familycontact", "familypromise", "planshare")
        ),
        once_settled("victims_familycontact", "handed_how", "handed_at", "handed_by"),
        once_settled(
            "victims_familypromise", "end", "kept_at", "reason", "settled_at", "settled_by"
        ),
        once_settled("victims_planshare", "ended_at", "ended_by", "ended_why"),
    ]
