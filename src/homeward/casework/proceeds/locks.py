"""One at a time: what is numbered or checked within a case is done with the case's row locked."""

from homeward.casework.cases.models import Case


def lock_case(case_id: int) -> None:
    """Wait for whoever counts or checks in this case, to the end of the present transaction."""
    Case.objects.select_for_update().get(pk=case_id)
