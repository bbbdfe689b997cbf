"""The headings of a stored file, for the officer who maps them."""

from homeward.casework.proceeds.layouts import headings_of
from homeward.casework.proceeds.models import Ledger
from homeward.foundation.vault.actions import read_blob
from homeward.foundation.vault.models import Blob


def headings_of_ledger(ledger: Ledger) -> list[str]:
    """The first row of the ledger's CSV file; empty for Parquet, whose columns have names."""
    blob = Blob.objects.get(pk=ledger.file_blob)
    if blob.media_type != "text/csv":
        return []
    return [heading for heading in headings_of(read_blob(blob)) if heading]
