"""The walls of public alerts and print packs.

Drafts, approvals and deliveries are the crisis compartment's. What is published says nothing of a
case and is open to everybody for whom the node opens a context. It gets in only as the approved
bytes of a draft with the approvals of two persons who wrote nothing of it: the database counts.
"""

from django.db import migrations

from homeward.foundation.access.walls import any_of, in_case, in_compartment
from homeward.foundation.guard.policies import append_only, every_row, protect, service_is

INSIDE = in_compartment()
COURIER = every_row(service_is("alerts"))
ANYBODY = every_row("(select guard.kind()) is not null")
AS_ONESELF = f"({INSIDE} and by = (select guard.user_id()))"
PRINTED = "printed_by = (select guard.user_id())"
APPROVED = """exists (
  select from response_publicalert a
  where a.identifier = response_publishedalert.identifier
    and a.sha256 = response_publishedalert.sha256
    and a.message = response_publishedalert.message
    and a.stage = 'approved' and a.scope = 'Public'
    and (
      select count(distinct p.by) from response_alertapproval p
      where p.alert_id = a.id and p.revision = a.revision and p.sha256 = a.sha256
        and p.by <> all (a.writers)
    ) >= 2
)"""


class Migration(migrations.Migration):
    """Policies; approvals, published messages and copies are only added."""

    dependencies = [("response", "0003_crisis_walls"), ("access", "0002_walls")]
    operations = [
        protect("response_publicalert", select=INSIDE, insert=INSIDE, update=INSIDE),
        protect("response_alertapproval", select=INSIDE, insert=AS_ONESELF),
        protect("response_publishedalert", select=ANYBODY, insert=APPROVED),
        protect(
            "response_alertdelivery",
            select=any_of(INSIDE, COURIER),
            insert=INSIDE,
            update=any_of(INSIDE, COURIER),
        ),
        protect("response_packcopy", select=in_case(), insert=f"{in_case()} and {PRINTED}"),
        append_only("response_alertapproval"),
        append_only("response_publishedalert"),
        append_only("response_packcopy"),
    ]
