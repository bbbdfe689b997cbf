"""Evidence, its custody, uploads on their way and packages, as far as the reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case, Evidence, EvidenceExport, Item, Upload, UploadState
from homeward.casework.cases.queries.inside import seen_in
from homeward.casework.cases.vocabulary.items import CustodyAction
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import name_of_person
from homeward.foundation.vault.actions import custody_of
from homeward.foundation.vault.custody import Held, held_after
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


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """A step of custody in the reader's language, with who wrote it."""

    step: CustodyStep
    action: str
    officer: str


def custody_lines(evidence: Evidence) -> list[CustodyLine]:
    """Every step, the first one first."""
    labels = dict(CustodyAction.choices)
    return [
        CustodyLine(
            step,
            str(labels.get(step.action, step.action)),
            name_of_person(str(step.officer)) if step.officer else "",
        )
        for step in custody_of(evidence.blob_id)
    ]


def held_of(evidence: Evidence) -> Held:
    """Who holds it now."""
    return held_after(custody_of(evidence.blob_id))


def held_words(evidence: Evidence) -> str:
    """Who holds it now, in words."""
    held = held_of(evidence)
    if held.destroyed:
        return _("Nobody: it was destroyed")
    if held.on_the_way_to:
        words = _("On its way from %(source)s to %(target)s, not received yet")
        return words % {"source": held.holder, "target": held.on_the_way_to}
    return held.holder


def evidence_caption(subject_id: str) -> str:
    """The title of an item on this evidence that the reader may see, else nothing."""
    found = Evidence.objects.filter(pk=subject_id).first() if subject_id.isdecimal() else None
    item = Item.objects.filter(blob_id=found.blob_id).order_by("pk").first() if found else None
    return item.title if item else ""


def upload_caption(subject_id: str) -> str:
    """The name of an upload's file, for whoever may see it."""
    return _named(Upload.objects.filter(pk=_uuid(subject_id)).values_list("file_name", flat=True))


def export_caption(subject_id: str) -> str:
    """For whom a package was made, for whoever may see it."""
    found = EvidenceExport.objects.filter(pk=_uuid(subject_id))
    return _named(found.values_list("recipient", flat=True))


def _named(found: Iterable[str]) -> str:
    return next(iter(found), "")


def _uuid(subject_id: str) -> UUID:
    try:
        return UUID(subject_id)
    except ValueError:
        return UUID(int=0)
