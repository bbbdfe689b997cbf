"""The walls of papers and hand-overs: those of the request they belong to."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk, in_compartment
from homeward.foundation.guard.policies import append_only, protect

# The request behind a paper is itself behind its policy.
OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"
# A hand-over that arrived has no request yet: the desk that it came to sees it.
SEEN_BY = any_of(at_desk("desk_id"), in_compartment(), CASE_SERVICES)


class Migration(migrations.Migration):
    """Policies of what goes on paper; a file that went with a letter is not taken back."""

    dependencies = [("cooperation", "0007_by_hand"), ("access", "0002_walls")]
    operations = [
        protect("cooperation_paper", select=OF_REQUEST, insert=OF_REQUEST),
        append_only("cooperation_paper"),
        protect("cooperation_handover", select=SEEN_BY, insert=SEEN_BY, update=SEEN_BY),
        migrations.RunSQL(
            "create policy not_what_went_by_hand on cooperation_requestfile as restrictive"
            " for delete to homeward_app, homeward_jobs using (change_id is null)",
            "drop policy not_what_went_by_hand on cooperation_requestfile",
        ),
    ]
