"""What the worker does for attachments every so often: lost jobs, ended messages, orphan files."""

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from homeward.foundation.exchange.attachments.checking import check, stalled
from homeward.foundation.exchange.attachments.closing import end
from homeward.foundation.exchange.attachments.limits import end_idle_shortages
from homeward.foundation.exchange.attachments.own_digests import read_due
from homeward.foundation.exchange.attachments.pushing import overdue, queue_push
from homeward.foundation.exchange.models import InAttachment, Transfer
from homeward.foundation.exchange.principal import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.files import folders_on_disk, remove_unfinished
from homeward.foundation.vault.models import Blob

# A check that has not ended by then was lost: 10 GB take less than a minute on an idle machine.
_CHECK_LOST = timedelta(minutes=10)
# The sender tries once more at the moment its message expires.
_GRACE = timedelta(minutes=10)
_ORPHAN_AFTER = 24 * 3600.0  # seconds: an upload over a bad line takes its time


def sweep_attachments() -> None:
    """Give lost pushes and checks a new job, have due files read, end what never came whole."""
    now = datetime.now(UTC)
    with opened(EXCHANGE):
        for pk in overdue(now):
            queue_push(pk, EXCHANGE)
        for pk in stalled(now - _CHECK_LOST):
            check.defer(actor=EXCHANGE, attachment=str(pk))
        read_due(now)
        late = InAttachment.objects.select_for_update(skip_locked=True).filter(
            state=Transfer.ARRIVING, expires_at__lt=now - _GRACE
        )
        for one in late[:100]:
            end(one, Transfer.EXPIRED, "message_expired")
        end_idle_shortages()


def sweep_files(older_than: float = _ORPHAN_AFTER) -> int:
    """Remove files that no row speaks of: of failed uploads, and of what was destroyed while a
    process died. Returns how many folders went. Younger ones than `older_than` seconds stay."""
    limit, removed = time.time() - older_than, 0
    for blob_id, folder in list(folders_on_disk()):
        if _written_at(folder) >= limit:
            continue
        with opened(EXCHANGE):
            # The exchange sees every row: to anybody else hidden files would seem orphans.
            arriving = (Transfer.ARRIVING, Transfer.CHECKING)
            expected = InAttachment.objects.filter(pk=blob_id, state__in=arriving).exists()
            kept = expected or Blob.objects.filter(pk=blob_id).exists()
        if kept:
            remove_unfinished(folder, limit)
        elif _written_at(folder) < limit:  # nobody is finishing it in this moment
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _written_at(folder: Path) -> float:
    """When it came here, in seconds since 1970: a backup that is put back keeps older times of
    change, and its files may be here before the database that speaks of them."""
    found = folder.stat()
    return max(found.st_mtime, found.st_ctime)
