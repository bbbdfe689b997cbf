"""The walls of the exchange: it settles messages; those of the case or desk may see them."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk, in_case
from homeward.foundation.guard.policies import protect, service_is

EXCHANGE = service_is("exchange")
SEEN_BY = any_of(CASE_SERVICES, in_case(), at_desk("team_id"))
SENDER = "created_by = (select guard.user_id())"


class Migration(migrations.Migration):
    """Policies of outbox, inbox and receipts."""

    dependencies = [("exchange", "0001_initial"), ("access", "0002_walls")]
    operations = [
        protect(
            "exchange_outmessage",
            select=any_of(SEEN_BY, SENDER),
            insert=any_of(CASE_SERVICES, SENDER),
            update=EXCHANGE,
        ),
        protect("exchange_inmessage", select=SEEN_BY, insert=EXCHANGE),
        protect("exchange_receipt", select=SEEN_BY, insert=EXCHANGE),
    ]
