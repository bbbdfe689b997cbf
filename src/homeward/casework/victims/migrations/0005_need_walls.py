"""The walls of needs: members of the compartment of victims alone; what was found only grows."""

from django.db import migrations

from homeward.casework.victims.walls import VICTIMS
from homeward.foundation.guard.policies import append_only, protect

GROWS = ("assessment", "assessmentlevel", "assessmentdate", "needchange")


class Migration(migrations.Migration):
    """Policies and triggers. Needs, goals and steps change by revisions; nothing is deleted."""

    dependencies = [("victims", "0004_service_walls"), ("access", "0002_walls")]
    operations = [
        *(protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS) for table in GROWS),
        *(append_only(f"victims_{table}") for table in GROWS),
        *(
            protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS, update=VICTIMS)
            for table in ("need", "goal", "planstep")
        ),
    ]
