"""Files that arrived before their request had a case follow it into the case."""

from collections.abc import Iterable
from uuid import UUID

from homeward.foundation.exchange.models import InAttachment, OutAttachment
from homeward.foundation.vault.actions import move_to_case
from homeward.foundation.vault.models import Blob


def give_case(blob_ids: Iterable[UUID], *, case_id: int, compartment: str) -> None:
    """Give files without a case this one: those complete, and those still on their way.

    Must run as the service *exchange*, in a transaction.
    """
    wanted, filed = list(blob_ids), {"case_id": case_id, "compartment": compartment}
    coming = InAttachment.objects.select_for_update().filter(pk__in=wanted, case_id__isnull=True)
    # Locked first: a check that ends at this moment files its blob before or after, never astray.
    InAttachment.objects.filter(pk__in=[one.pk for one in coming]).update(**filed)
    going = OutAttachment.objects.filter(blob_id__in=wanted, case_id__isnull=True)
    going.update(**filed)
    for blob in Blob.objects.filter(pk__in=wanted, case_id__isnull=True):
        move_to_case(blob, case_id=case_id, compartment=compartment)
