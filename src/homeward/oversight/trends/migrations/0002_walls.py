"""Figures are read by everybody who signs in, added by supervisors and oversight, and by the
service that counts; nothing is changed. An upload is seen by whoever brought it."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import append_only, every_row, protect, service_is

COUNTS = service_is("trends")
ADDS = "(select guard.has_role('supervisor')) or (select guard.has_role('overseer'))"
READS = f"(select guard.user_id()) is not null or {COUNTS}"
OWN = f"by = (select guard.user_id()) and ({ADDS})"
TABLES = ("trends_dataset", "trends_figure", "trends_apart")


class Migration(migrations.Migration):
    """Walls of the room's tables."""

    dependencies = [("trends", "0001_initial"), ("access", "0002_walls")]
    operations = [
        *(
            protect(table, select=every_row(READS), insert=any_of(ADDS, COUNTS))
            for table in TABLES
        ),
        *(append_only(table) for table in TABLES),
        protect("trends_upload", select=OWN, insert=OWN, delete=OWN),
    ]
