"""Taking in a ledger: kept as it came, read, and either ready or waiting for a decision."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.proceeds.errors import LedgerDecided, LedgerNotReady
from homeward.casework.proceeds.file_errors import FileKnown
from homeward.casework.proceeds.layouts import headings_of, missing_fields, propose_mapping
from homeward.casework.proceeds.locks import lock_case
from homeward.casework.proceeds.models import Ledger, LedgerStatus
from homeward.casework.proceeds.reading import Read, read_file
from homeward.casework.proceeds.uploads import CSV, PARQUET, kind_of_file
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import read_blob, store_blob
from homeward.foundation.vault.models import Blob
from homeward.tracing import LedgerRejected
from homeward.tracing.reading.rejections import Rejection

_KEPT = 1000
_LONGEST = 500  # of a refused value, which may be a whole file


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent. `zone` holds for times without one; `exponent` for decimal amounts.

    `options` are those of `reading_options`; `again` says that the officer knows that the case has
    the very same file already.
    """

    name: str
    file_name: str
    content: bytes
    zone: str = "UTC"
    exponent: int | None = 2
    options: dict[str, bool] = field(default_factory=dict)
    again: bool = False


@transaction.atomic
def upload_ledger(case: Case, upload: Upload, *, user: User) -> Ledger:
    """Keep the file in the vault and read it with the mapping that its headings suggest.

    Rows that cannot be used, or columns nobody knows, leave the ledger waiting for a decision and
    import nothing. Raises what `kind_of_file` and `read_file` raise, and FileKnown; nothing is kept
    then.
    """
    kind = kind_of_file(upload.file_name, upload.content)
    lock_case(case.pk)
    if not upload.again:
        _refuse_known(case, upload.content)
    blob = store_blob(
        upload.content,
        case_id=case.pk,
        compartment=Compartment.FINANCE,
        file_name=upload.file_name.replace("\x00", "")[:200],
        media_type=kind,
    )
    ledger = Ledger(
        case=case,
        name=upload.name,
        file_blob=blob.pk,
        zone=upload.zone,
        exponent=upload.exponent,
        options=upload.options,
        mapping=propose_mapping(headings_of(upload.content)) if kind == CSV else {},
        status=LedgerStatus.PROBLEMS,
        uploaded_by=user.pk,
    )
    record(
        "proceeds.ledger_uploaded",
        actor=user.actor,
        subject=("blob", blob.pk),
        case_id=case.pk,
        compartment=Compartment.FINANCE,
        sha256=bytes(blob.sha256).hex(),
        size=blob.size,
    )
    _read_into(ledger, upload.content, blob, user.actor, accept=False)
    return ledger


def _refuse_known(case: Case, content: bytes) -> None:
    """A file that was discarded may come again; one that is or may become a ledger may not."""
    same = Blob.objects.filter(case_id=case.pk, sha256=hashlib.sha256(content).digest())
    known = Ledger.objects.filter(case=case, file_blob__in=same.values("pk"))
    ledger = known.exclude(status=LedgerStatus.DISCARDED).order_by("pk").first()
    if ledger is not None:
        raise FileKnown(name=ledger.name)


@transaction.atomic
def map_ledger(
    ledger: Ledger, mapping: dict[str, str], *, user: User, options: dict[str, bool] | None = None
) -> None:
    """Read the file again with the columns and the options that the officer chose."""
    _refuse_decided(ledger)
    ledger.mapping = {name: column for name, column in mapping.items() if column}
    if options is not None:
        ledger.options = options
    _reread(ledger, user.actor, accept=False)


@transaction.atomic
def accept_ledger(ledger: Ledger, *, user: User) -> None:
    """Keep the usable rows; those refused stay named with the ledger and with every result."""
    _refuse_decided(ledger)
    _reread(ledger, user.actor, accept=True)


@transaction.atomic
def discard_ledger(ledger: Ledger, *, user: User) -> None:
    """Import nothing from this file."""
    _refuse_decided(ledger)
    ledger.status = LedgerStatus.DISCARDED
    ledger.save()
    _note(ledger, "proceeds.ledger_discarded", user.actor)


@transaction.atomic
def choose_ledger(ledger: Ledger, *, user: User) -> None:
    """Trace this ledger, of several, where the case takes part in runs of other States.

    Raises LedgerNotReady.
    """
    if ledger.status != LedgerStatus.READY:
        raise LedgerNotReady
    Ledger.objects.filter(case_id=ledger.case_id, chosen_at__isnull=False).update(chosen_at=None)
    ledger.chosen_at = datetime.now(UTC)
    ledger.save()
    _note(ledger, "proceeds.ledger_chosen", user.actor)


def _refuse_decided(ledger: Ledger) -> None:
    if ledger.status != LedgerStatus.PROBLEMS:
        raise LedgerDecided


def _reread(ledger: Ledger, actor: Actor, *, accept: bool) -> None:
    blob = Blob.objects.get(pk=ledger.file_blob)
    _read_into(ledger, read_blob(blob), blob, actor, accept=accept)


def _read_into(ledger: Ledger, content: bytes, blob: Blob, actor: Actor, *, accept: bool) -> None:
    if blob.media_type == CSV and missing_fields(ledger.mapping):
        ledger.save()
        return
    try:
        read = read_file(ledger, content, blob.media_type, blob.file_name, accept=accept)
    except LedgerRejected as error:
        _keep_rejections(ledger, list(error.rejections))
        ledger.save()
        _note(ledger, "proceeds.ledger_problems", actor)
        return
    _keep_rejections(ledger, list(read.rejections))
    _store(ledger, read)
    _note(ledger, "proceeds.ledger_ready", actor)


def _keep_rejections(ledger: Ledger, rejections: list[Rejection]) -> None:
    ledger.rejected = len({(r.file, r.row) for r in rejections})
    ledger.rejections = [
        {"file": r.file, "row": r.row, "field": r.field, "code": r.code, "params": _plain(r.params)}
        for r in rejections[:_KEPT]
    ]


def _plain(params: dict[str, object]) -> dict[str, str]:
    """Facts as text; a NUL, which the database cannot hold, is shown as the replacement sign."""
    return {name: str(value).replace("\x00", "\ufffd")[:_LONGEST] for name, value in params.items()}


def _store(ledger: Ledger, read: Read) -> None:
    blob = store_blob(
        read.stored,
        case_id=ledger.case_id,
        compartment=Compartment.FINANCE,
        file_name=f"{ledger.name}.parquet",
        media_type=PARQUET,
    )
    ledger.payments_blob = blob.pk
    ledger.payments, ledger.exponent = read.payments, read.exponent
    ledger.first_at, ledger.last_at = read.first_at, read.last_at
    ledger.status = LedgerStatus.READY
    ledger.save()


def _note(ledger: Ledger, verb: str, actor: Actor) -> None:
    record(
        verb,
        actor=actor,
        subject=("ledger", ledger.pk),
        case_id=ledger.case_id,
        compartment=Compartment.FINANCE,
        payments=ledger.payments,
        rejected=ledger.rejected,
    )
    add_event(
        ledger.case,
        verb,
        actor=actor,
        compartment=Compartment.FINANCE,
        url=f"/cases/{ledger.case.reference}/money/ledgers/{ledger.pk}/",
        name=ledger.name,
        payments=ledger.payments,
        rejected=ledger.rejected,
    )
