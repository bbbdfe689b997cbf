"""The payments of a stored ledger, out of the vault."""

from homeward.casework.proceeds.errors import LedgerNotReady
from homeward.casework.proceeds.models import Ledger, LedgerStatus
from homeward.foundation.vault.actions import read_blob
from homeward.foundation.vault.models import Blob
from homeward.tracing import Ledger as Payments


def payments_of(ledger: Ledger) -> Payments:
    """The ledger as the tracing library uses it; raises LedgerNotReady before it was accepted."""
    if ledger.status != LedgerStatus.READY or ledger.payments_blob is None:
        raise LedgerNotReady
    return Payments.from_parquet(read_blob(Blob.objects.get(pk=ledger.payments_blob)))
