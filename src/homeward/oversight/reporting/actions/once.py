"""Rows of which there is one at a time, also where two people begin in the same moment."""

from django.db import IntegrityError, transaction
from django.db.models import Model

from homeward.foundation.errors import HomewardError


def insert_once(row: Model, refusal: type[HomewardError]) -> None:
    """Insert a row; raises `refusal` where somebody was quicker by a moment, which the database
    alone sees. Nothing else of the transaction is lost."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as quicker:
        raise refusal from quicker
