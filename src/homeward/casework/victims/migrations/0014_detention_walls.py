"""What the service `guardian` may add since it is told of what becomes of suspects.

Support that has ended is told as well where a suspect came free, so it sees who worked on every file.
"""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import NODE_ROLES, Protect, every_row, service_is

GUARDIAN = service_is("guardian")
CAUSES = ("contact", "restraint", "outcome", "suspect", "arrest", "release", "moved", "escape")
CAUSES += ("death", "corrected", "ask")
KINDS = ("arrest", "release", "escape", "death", "charge", "hearing", "decision", "sentence")
KINDS += ("appeal", "end")


def _task(prefix: str, codes: tuple[str, ...]) -> str:
    listed = ", ".join(f"'victims.{prefix}_{code}'" for code in codes)
    return f"({every_row(GUARDIAN)} and compartment = 'victims' and kind in ({listed}))"


ALARM, TELL = _task("alarm", CAUSES), _task("tell", KINDS)


def again(policy: str, operation: str, table: str, condition: str) -> Protect:
    """The policy of before, with more in it."""
    clause = "with check" if operation == "insert" else "using"  # an update's holds for both
    name = f"{policy}_{operation}"
    return Protect(
        f"drop policy {name} on {table};"
        f" create policy {name} on {table} for {operation} to {NODE_ROLES} {clause} ({condition})",
        table,
    )


class Migration(migrations.Migration):
    """Policies of the service only; the support's own stay as they are."""

    dependencies = [("victims", "0013_figures"), ("cases", "0010_detention_walls")]
    operations = [
        again("guardian", "select", "duty_task", ALARM),
        again("guardian", "insert", "duty_task", ALARM),
        *(again("teller", one, "duty_task", TELL) for one in ("select", "insert", "update")),
        again("guardian", "select", "victims_supportfile", any_of(every_row(GUARDIAN))),
    ]
