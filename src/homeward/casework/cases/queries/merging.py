"""What of merged files a reader may know."""

from dataclasses import dataclass

from homeward.casework.cases.models import Case, CaseMerge
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A file that was merged into this one, as far as the viewer has a place in both."""

    case: Case
    merge: CaseMerge


def merged_files(viewer: User, case: Case) -> list[MergedFile]:
    """The files merged into this one in which the viewer has a place; the walls hide the rest."""
    merges = CaseMerge.objects.filter(into=case, undone_at=None).order_by("pk")
    mine = set(viewer.memberships.values_list("case_id", flat=True))
    kept = [merge for merge in merges.select_related("case") if merge.case_id in mine]
    return [MergedFile(merge.case, merge) for merge in kept]


def remaining_file(viewer: User, case: Case) -> Case | None:
    """The file into which this one was merged, for whoever has a place in it."""
    if case.merged_into_id is None:
        return None
    mine = viewer.memberships.filter(case_id=case.merged_into_id)
    return Case.objects.filter(pk=case.merged_into_id).first() if mine.exists() else None


def led_file(viewer: User, reference: str) -> Case | None:
    """The case of this reference, if the viewer leads it."""
    led = viewer.memberships.filter(is_lead=True).values("case_id")
    return Case.objects.filter(reference=reference.strip().upper(), pk__in=led).first()


def reference_of(case_id: int) -> str:
    """The reference of a case that the present reader may see, else nothing."""
    return Case.objects.filter(pk=case_id).values_list("reference", flat=True).first() or ""
