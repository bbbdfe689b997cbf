"""The walls of attachments: the exchange moves them; the desk and their compartment see how far."""

from django.db import migrations

from homeward.foundation.access.walls import CASE_SERVICES, any_of, at_desk, in_compartment
from homeward.foundation.guard.policies import protect, service_is

EXCHANGE = service_is("exchange")
SEEN_BY = any_of(CASE_SERVICES, in_compartment(), at_desk("team_id"))
SENDER = "created_by = (select guard.user_id())"


class Migration(migrations.Migration):
    """Policies of attachments in both directions."""

    dependencies = [("exchange", "0004_transport_walls"), ("access", "0002_walls")]
    operations = [
        protect(
            "exchange_outattachment",
            select=any_of(SEEN_BY, SENDER),
            insert=any_of(CASE_SERVICES, SENDER),
            update=EXCHANGE,
        ),
        protect("exchange_inattachment", select=SEEN_BY, insert=EXCHANGE, update=EXCHANGE),
    ]
