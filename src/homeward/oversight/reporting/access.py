"""Who reads what States tell the Secretariat, who prepares it, and who lets it go.

Central authority officers, supervisors and oversight read and prepare. A supervisor or oversight
lets it go, and never his own work: that is the focal point's clearance.
"""

from uuid import UUID

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Role
from homeward.oversight.assistance.secretariat import is_secretariat
from homeward.oversight.reporting.models import Aggregate, Report, Round, Submission

WORKERS = (Role.CENTRAL, Role.SUPERVISOR, Role.OVERSEER)
DECIDERS = (Role.SUPERVISOR, Role.OVERSEER)


def may_work(viewer: User) -> bool:
    """Whether the viewer reads and prepares what is told; the database asks too."""
    return viewer.is_active and viewer.has_role(*WORKERS)


def check_may_work(viewer: User) -> None:
    """Raises Forbidden for whoever does not."""
    if not may_work(viewer):
        raise Forbidden("reporting")


def may_decide(viewer: User) -> bool:
    """Whether the viewer lets go what another person prepared."""
    return viewer.is_active and viewer.has_role(*DECIDERS)


def check_may_decide(viewer: User) -> None:
    """Raises Forbidden for whoever may not."""
    if not may_decide(viewer):
        raise Forbidden("reporting")


def check_of_state(viewer: User) -> None:
    """Raises Forbidden without the role, NotFound on the Secretariat's node: it tells nothing."""
    check_may_work(viewer)
    if is_secretariat():
        raise NotFound("reporting")


def check_at_secretariat(viewer: User) -> None:
    """Raises NotFound on a State's node, which compiles nothing; Forbidden without the role."""
    if not is_secretariat():
        raise NotFound("reporting")
    check_may_work(viewer)


def get_aggregate(number: UUID, viewer: User, *, for_change: bool = False) -> Aggregate:
    """An aggregate, of this State or at the Secretariat. Raises NotFound."""
    rows = Aggregate.objects.select_for_update() if for_change else Aggregate.objects.all()
    found = rows.filter(pk=number).first()
    if found is None or not may_work(viewer):
        raise NotFound("reporting_aggregate", number)
    return found


def get_round(number: UUID, viewer: User) -> Round:
    """A questionnaire. Raises NotFound."""
    found = Round.objects.filter(pk=number).first()
    if found is None or not may_work(viewer):
        raise NotFound("reporting_round", number)
    return found


def get_submission(number: UUID, viewer: User, *, for_change: bool = False) -> Submission:
    """A reply to a questionnaire. Raises NotFound."""
    rows = Submission.objects.select_related("round")
    rows = rows.select_for_update(of=("self",)) if for_change else rows
    found = rows.filter(pk=number).first()
    if found is None or not may_work(viewer):
        raise NotFound("reporting_submission", number)
    return found


def get_report(number: UUID, viewer: User) -> Report:
    """A report. Raises NotFound."""
    found = Report.objects.select_related("round").filter(pk=number).first()
    if found is None or not may_work(viewer):
        raise NotFound("reporting_report", number)
    return found
