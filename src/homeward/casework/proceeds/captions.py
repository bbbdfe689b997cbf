"""How the journal calls the records of this room; row-level security limits what is found."""

from django.db.models import Model

from homeward.casework.proceeds.models import Claim, Ledger, Order, Run, Trace


def _field_of(model: type[Model], field: str, subject_id: str) -> str:
    rows = model._default_manager.filter(pk=subject_id)
    return str(rows.values_list(field, flat=True).first() or "")


def _ledger(subject_id: str) -> str:
    return _field_of(Ledger, "name", subject_id)


def _claim(subject_id: str) -> str:
    return _field_of(Claim, "label", subject_id)


def _trace(subject_id: str) -> str:
    return _field_of(Trace, "claim__label", subject_id)


def _run(subject_id: str) -> str:
    return _field_of(Run, "label", subject_id)


def _order(subject_id: str) -> str:
    return _field_of(Order, "reference", subject_id)


CAPTIONS = {"ledger": _ledger, "claim": _claim, "trace": _trace, "run": _run, "order": _order}
