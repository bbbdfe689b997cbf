"""The walls of the money tab: the finance compartment of the case."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, in_compartment
from homeward.foundation.guard.policies import protect

FINANCE = any_of(in_compartment(), CASE_SERVICES)
OF_RUN = "exists (select from proceeds_run r where r.id = run_id)"
OWN = ("proceeds_ledger", "proceeds_claim", "proceeds_run", "proceeds_trace", "proceeds_order")


class Migration(migrations.Migration):
    """Policies of proceeds. Nothing of it is deleted."""

    dependencies = [("proceeds", "0001_initial"), ("access", "0002_walls")]
    operations = [
        *(protect(table, select=FINANCE, insert=FINANCE, update=FINANCE) for table in OWN),
        # A decision is followed by another, never changed.
        protect("proceeds_match", select=FINANCE, insert=FINANCE),
        protect("proceeds_party", select=OF_RUN, insert=OF_RUN, update=OF_RUN),
        protect("proceeds_handover", select=OF_RUN, insert=OF_RUN, update=OF_RUN),
    ]
