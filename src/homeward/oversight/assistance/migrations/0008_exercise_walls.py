"""The walls of exercises: the record is those's who sit in it and the supervisors', and grows."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import append_only, every_row, protect

SIGNED_IN = "(select guard.user_id()) is not null"
TRAINS = "(select guard.has_role('supervisor'))"
SITS = """exists (select from assistance_exerciseseat s where s.session_id =
 assistance_exerciseentry.session_id and s.person_id = (select guard.user_id()))"""
# Who plays decides and acts; who leads the exercise does not play in it.
ADDS = f"""by = (select guard.user_id()) and (
  (kind = 'inject' and ({TRAINS} or {SITS}))
  or (kind in ('decision', 'step') and {SITS})
  or (kind in ('control', 'hand') and {TRAINS} and not {SITS}))"""


class Migration(migrations.Migration):
    """Policies of sessions, seats and records."""

    dependencies = [("assistance", "0007_exercises"), ("access", "0002_walls")]
    operations = [
        protect("assistance_exercisesession", select=SIGNED_IN, insert=TRAINS, update=TRAINS),
        protect("assistance_exerciseseat", select=SIGNED_IN, insert=TRAINS),
        append_only("assistance_exerciseseat"),
        protect(
            "assistance_exerciseentry",
            select=any_of(SITS, every_row(TRAINS)),
            insert=ADDS,
        ),
        append_only("assistance_exerciseentry"),
    ]
