"""The walls of the witness: it writes; oversight, administrators and verification read."""

from django.db import migrations

from homeward.foundation.access.walls import any_of
from homeward.foundation.guard.policies import (
    NODE_ROLES,
    Protect,
    append_only,
    every_row,
    protect,
    service_is,
)

WITNESS = service_is("witness")
WATCHERS = any_of(
    "(select guard.has_role('overseer'))", "(select guard.has_role('administrator'))"
)
READERS = any_of(service_is("witness", "verifier"), WATCHERS)
FOR_EVER = ("witness_ownhead", "witness_seenhead", "witness_countersigned")


def _receipts_shown(table: str) -> Protect:
    """The witness reads what receipts promise; of messages it takes the id and the peer."""
    seen = every_row(WITNESS)
    return Protect(
        f"create policy may_witness on {table} for select to {NODE_ROLES} using ({seen})", table
    )


class Migration(migrations.Migration):
    """Policies and triggers."""

    dependencies = [
        ("witness", "0001_initial"),
        ("access", "0002_walls"),
        ("exchange", "0002_walls"),
        ("journal", "0003_proofs"),
    ]
    operations = [
        *[protect(table, select=READERS, insert=WITNESS) for table in FOR_EVER],
        *[append_only(table) for table in FOR_EVER],
        protect("witness_exchange", select=READERS, insert=WITNESS, update=WITNESS),
        protect("witness_promise", select=READERS, insert=WITNESS, update=WITNESS),
        protect(
            "witness_alarm", select=READERS, insert=WITNESS, update=any_of(WITNESS, WATCHERS)
        ),
        _receipts_shown("exchange_receipt"),
        _receipts_shown("exchange_outmessage"),
    ]
