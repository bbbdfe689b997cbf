"""Taking in a ledger: kept as it came, read, and either ready or waiting for a decision."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.proceeds.errors import LedgerDecided, LedgerNotReady, TracingRefused
from homeward.casework.proceeds.layouts import headings_of, missing_fields, propose_mapping
from homeward.casework.proceeds.models import Ledger, LedgerStatus
from homeward.casework.proceeds.uploads import CSV, PARQUET, kind_of_file
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import read_blob, store_blob
from homeward.foundation.vault.models import Blob
from homeward.tracing import LedgerRejected, TracingError, read_ledger
from homeward.tracing.reading.rejections import Reading, Rejection

_KEPT = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent. `zone` holds for times without one; `exponent` for decimal amounts."""

    name: str
    file_name: str
    content: bytes
    zone: str = "UTC"
    exponent: int | None = 2


@transaction.atomic
def upload_ledger(case: Case, upload: Upload, *, user: User) -> Ledger:
    """Keep the file in the vault and read it with the mapping that its headings suggest.

    Rows that cannot be used, or columns nobody knows, leave the ledger waiting for a decision and
    import nothing. Raises what `kind_of_file` raises, and TracingRefused for a table that cannot be
    read; nothing is kept then.
    """
    kind = kind_of_file(upload.file_name, upload.content)
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
    _read_into(ledger, upload.content, kind, user.actor, accept=False)
    return ledger


@transaction.atomic
def map_ledger(ledger: Ledger, mapping: dict[str, str], *, user: User) -> None:
    """Read the file again with the columns that the officer chose."""
    _refuse_decided(ledger)
    ledger.mapping = {field: column for field, column in mapping.items() if column}
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
    _read_into(ledger, read_blob(blob), blob.media_type, actor, accept=accept)


def _read_into(ledger: Ledger, content: bytes, kind: str, actor: Actor, *, accept: bool) -> None:
    if kind == CSV and missing_fields(ledger.mapping):
        ledger.save()
        return
    try:
        reading = _read(ledger, content, kind, accept=accept)
    except LedgerRejected as error:
        _keep_rejections(ledger, list(error.rejections))
        ledger.save()
        _note(ledger, "proceeds.ledger_problems", actor)
        return
    except TracingError as error:
        if "file" in error.params:
            # The officer knows his file by its own name, not by that of our copy.
            error.params["file"] = Blob.objects.get(pk=ledger.file_blob).file_name
        raise TracingRefused(error) from error
    _keep_rejections(ledger, list(reading.rejections))
    _store(ledger, reading)
    _note(ledger, "proceeds.ledger_ready", actor)


def _read(ledger: Ledger, content: bytes, kind: str, *, accept: bool) -> Reading:
    """The library reads files, so the bytes lie in a private folder of the node meanwhile."""
    suffix = ".parquet" if kind == PARQUET else ".csv"
    with tempfile.TemporaryDirectory(dir=settings.HOME.path / "run") as folder:
        path = Path(folder) / f"ledger{suffix}"
        path.write_bytes(content)
        return read_ledger(
            path,
            mapping=ledger.mapping,
            zone=ledger.zone,
            exponent=ledger.exponent,
            accept_rejected=accept,
        )


def _keep_rejections(ledger: Ledger, rejections: list[Rejection]) -> None:
    ledger.rejected = len({(r.file, r.row) for r in rejections})
    ledger.rejections = [
        {"row": r.row, "field": r.field, "code": r.code, "params": _plain(r.params)}
        for r in rejections[:_KEPT]
    ]


def _plain(params: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items()}


def _store(ledger: Ledger, reading: Reading) -> None:
    payments = reading.ledger
    blob = store_blob(
        payments.to_parquet(),
        case_id=ledger.case_id,
        compartment=Compartment.FINANCE,
        file_name=f"{ledger.name}.parquet",
        media_type=PARQUET,
    )
    ledger.payments_blob = blob.pk
    ledger.payments = len(payments)
    ledger.first_at, ledger.last_at = _moment(payments.time[0]), _moment(payments.time[-1])
    ledger.status = LedgerStatus.READY
    ledger.save()


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(int(microseconds) / 1_000_000, UTC)


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
