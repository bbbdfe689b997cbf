"""What cooperation adds to the shared page."""

from homeward.casework.cooperation.models import Request


def request_caption(subject_id: str) -> str:
    """The reference of a request that the reader may see, else nothing."""
    found = Request.objects.filter(pk=subject_id).values_list("reference", flat=True).first()
    return found or ""


def register() -> None:
    """Fill the ports of `web`."""
