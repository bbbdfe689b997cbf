"""Evidence, its custody, uploads on their way and packages, as far as the reader may see them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from homeward.casework.cases.models import Case, Evidence, EvidenceExport, Item, Upload, UploadState
from homeward.casework.cases.queries.inside import seen_in
from homeward.foundation.access.models import User
from homeward.foundation.vault.models import CustodyStep


def evidence_of_items(items: Iterable[Item]) -> list[Evidence]:
    """The evidence on which these items stand, each once."""
    blobs = {item.blob_id for item in items if item.blob_id}
    return list(Evidence.objects.filter(blob_id__in=blobs).select_related("case").order_by("pk"))


def evidence_of(viewer: User, case: Case, item: Item) -> Evidence | None:
    """The evidence on which an item stands, if it is evidence."""
    found = seen_in(Evidence.objects.all(), viewer, case)
    return found.filter(blob_id=item.blob_id).first() if item.blob_id else None


def items_on(viewer: User, case: Case, evidence: Evidence) -> QuerySet[Item]:
    """The items that stand on this evidence."""
    found = seen_in(Item.objects.all(), viewer, case)
    return found.filter(blob_id=evidence.blob_id).order_by("pk")


def last_step(evidence: Evidence) -> int:
    """The number of the last step of its custody; 0 without one."""
    steps = CustodyStep.objects.filter(blob_id=evidence.blob_id).order_by("-number")
    return steps.values_list("number", flat=True).first() or 0


def uploads_of(viewer: User, case: Case) -> QuerySet[Upload]:
    """The viewer's own uploads that are not done."""
    mine = seen_in(Upload.objects.all(), viewer, case).filter(begun_by=viewer.pk)
    return mine.exclude(state=UploadState.DONE).order_by("-begun_at")


def exports_of(viewer: User, case: Case) -> QuerySet[EvidenceExport]:
    """The packages that were made of the case's items, the latest first."""
    return seen_in(EvidenceExport.objects.all(), viewer, case).order_by("-made_at")
