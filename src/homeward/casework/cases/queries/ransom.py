"""The ransom of a case."""

from dataclasses import dataclass

from homeward.casework.cases.models import Case, Ransom, RansomLine
from homeward.casework.cases.queries.inside import places_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, name_of_person
from homeward.foundation.access.roles import Compartment

RANSOM_SEEN_BY = (Compartment.INVESTIGATION, Compartment.CRISIS, Compartment.FINANCE)


def ransom_of(viewer: User, case: Case) -> Ransom | None:
    """The ransom, for members of the investigation, crisis or finance compartments."""
    if not compartments_of(viewer, case.pk) & set(RANSOM_SEEN_BY):
        return None
    return Ransom.objects.filter(case=case).first()


@dataclass(frozen=True, slots=True)
class RansomStep:
    """A figure as it was set, and by whom."""

    line: RansomLine
    by: str


def ransom_history(viewer: User, case: Case) -> list[RansomStep]:
    """Every figure as it was set, the latest first, for those who see the ransom; of files merged
    into the case as well."""
    allowed = {wall.value for wall in RANSOM_SEEN_BY}
    files = [pk for pk, walls in places_of(viewer, case).items() if walls & allowed]
    lines = list(RansomLine.objects.filter(case__in=files).order_by("-set_at", "-pk"))
    names = {by: name_of_person(str(by)) for by in {line.set_by for line in lines} if by}
    return [RansomStep(line, names.get(line.set_by or 0, "")) for line in lines]
