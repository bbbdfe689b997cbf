"""The walls of what delivery keeps: receipts given, deadlines and recalls follow their message."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk, in_case
from homeward.foundation.guard.policies import NODE_ROLES, protect, service_is

EXCHANGE = service_is("exchange")
SEEN_BY = any_of(CASE_SERVICES, in_case(), at_desk("team_id"))
SENDER = "created_by = (select guard.user_id())"
ASKER = "asked_by = (select guard.user_id())"


class Migration(migrations.Migration):
    """Policies of given receipts, deadlines, recalls and of what was returned."""

    dependencies = [("exchange", "0002_walls"), ("access", "0002_walls")]
    operations = [
        protect("exchange_givenreceipt", select=SEEN_BY, insert=SEEN_BY, update=EXCHANGE),
        protect(
            "exchange_deadline",
            select=any_of(SEEN_BY, SENDER),
            insert=any_of(CASE_SERVICES, SENDER),
            update=EXCHANGE,
        ),
        protect(
            "exchange_recall",
            select=any_of(SEEN_BY, ASKER),
            insert=any_of(CASE_SERVICES, ASKER),
            update=EXCHANGE,
        ),
        protect("exchange_returned", select=EXCHANGE, insert=EXCHANGE),
        migrations.RunSQL(
            "create policy may_update on exchange_inmessage for update"
            f" to {NODE_ROLES} using ({EXCHANGE}) with check ({EXCHANGE});"
            f"grant update on exchange_inmessage to {NODE_ROLES};",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
