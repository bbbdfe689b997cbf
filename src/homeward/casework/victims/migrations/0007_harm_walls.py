"""The walls of losses and compensation claims: the victims' compartment alone; sums add up."""

from django.db import migrations

from homeward.casework.victims import harm_walls
from homeward.casework.victims.walls import VICTIMS, once_settled
from homeward.foundation.guard.policies import append_only, protect

ONLY_ADDED = (
    "lossevidence",
    "recoveredsum",
    "compensationpart",
    "compensationdecision",
    "compensationgrant",
    "compensationpayment",
    "compensationpaid",
    "compensationrepaid",
)


def _run(sql: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    """Policies and triggers. Nothing of money is deleted; a correction is a new row."""

    dependencies = [("victims", "0006_protection_walls"), ("response", "0003_crisis_walls")]
    operations = [
        *(
            protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS, update=VICTIMS)
            for table in ("loss", "compensationclaim")
        ),
        *(protect(f"victims_{table}", select=VICTIMS, insert=VICTIMS) for table in ONLY_ADDED),
        *(append_only(f"victims_{table}") for table in ONLY_ADDED),
        once_settled(
            "victims_loss",
            *("verified_by_id", "verified_at", "withdrawn_by", "withdrawn_at", "withdrawn_why"),
        ),
        *(
            _run(sql)
            for sql in (
                harm_walls.CHECK,
                harm_walls.CLOSED,
                harm_walls.REWRITE,
                harm_walls.SECOND_PERSON,
            )
        ),
        *(_run(harm_walls.sums_checked(table)) for table in harm_walls.SUMMED),
        *(_run(harm_walls.open_only(table)) for table in harm_walls.OPEN_ONLY),
    ]
