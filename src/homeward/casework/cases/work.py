"""What the cases room adds to the shared page: its menu entry and captions."""

from homeward.casework.cases.models import Case


def case_caption(subject_id: str) -> str:
    """The reference of a case that the reader may see, else nothing."""
    return Case.objects.filter(pk=subject_id).values_list("reference", flat=True).first() or ""


def register() -> None:
    """Fill the ports of `web`."""
