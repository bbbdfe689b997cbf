"""The walls of calendars, templates of letters, and the steps of a request's language."""

from django.db import migrations

from homeward.foundation.guard.policies import append_only, protect

# Calendars and templates belong to no case: whoever works here reads them, and services that count.
ANYBODY = "(select guard.kind()) is not null"
KEEPERS = (
    "((select guard.has_role('central')) or (select guard.has_role('supervisor'))"
    " or (select guard.has_role('administrator')))"
)
# The request behind a step is itself behind its policy.
OF_REQUEST = "exists (select from cooperation_request r where r.id = request_id)"


class Migration(migrations.Migration):
    """Policies; a version of a template, and that a lawyer read it, stay as they were written."""

    dependencies = [("cooperation", "0005_letters_and_calendars"), ("access", "0002_walls")]
    operations = [
        protect("cooperation_statecalendar", select=ANYBODY, insert=KEEPERS, update=KEEPERS),
        protect("cooperation_lettertemplate", select=ANYBODY, insert=KEEPERS),
        append_only("cooperation_lettertemplate"),
        protect("cooperation_letterreading", select=ANYBODY, insert=KEEPERS),
        append_only("cooperation_letterreading"),
        protect(
            "cooperation_languagestep", select=OF_REQUEST, insert=OF_REQUEST, update=OF_REQUEST
        ),
    ]
