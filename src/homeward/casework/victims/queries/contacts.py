"""Contact plans, family contacts and promises; when the next contact is due; who has the plan."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    ContactPlan,
    FamilyContact,
    FamilyPromise,
    PlanShare,
    SupportFile,
)
from homeward.casework.victims.queries.consents import Basis, of_basis, still_covered
from homeward.casework.victims.queries.files import (
    files_of,
    rule_of,
)
from homeward.casework.victims.words.contacts import Unit
from homeward.casework.victims.words.files import ConsentPurpose, FileStatus
from homeward.foundation.access.models import User


def plans_of(viewer: User, file: SupportFile) -> QuerySet[ContactPlan]:
    """Every version of the contact plan, the latest first."""
    rows = ContactPlan.objects.select_related("liaison", "deputy", "channel", "set_by")
    rows = rows.filter(file=file).order_by("-number")
    return rows if is_in_support(viewer, file.case) else rows.none()


def plan_of(viewer: User, file: SupportFile) -> ContactPlan | None:
    """The contact plan that holds now."""
    return plans_of(viewer, file).first()


def included_in(viewer: User, plan: ContactPlan) -> list[SupportFile]:
    """The files of those whom a plan includes."""
    return list(files_of(viewer, plan.file.case).filter(number__in=plan.included))


def contacts_of(viewer: User, file: SupportFile) -> QuerySet[FamilyContact]:
    """Every family contact, the latest first; corrected entries stand among them."""
    rows = FamilyContact.objects.select_related("by", "channel", "corrected_by", "corrects")
    rows = rows.filter(file=file).order_by("-at", "-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def held_contacts(viewer: User, file: SupportFile) -> QuerySet[FamilyContact]:
    """The contacts without those entries that a later one corrects."""
    return contacts_of(viewer, file).filter(corrected_by__isnull=True)


def contact_of_form(viewer: User, file: SupportFile, token: UUID) -> FamilyContact | None:
    """The contact that a form recorded when it was first sent."""
    return contacts_of(viewer, file).filter(form_token=token).first()


def promises_of(viewer: User, file: SupportFile) -> QuerySet[FamilyPromise]:
    """Every promise, those that wait first, in the order of their time."""
    rows = FamilyPromise.objects.select_related("by", "contact").filter(file=file)
    rows = rows.order_by("-settled_at", "due_at", "pk")  # PostgreSQL: null comes first
    return rows if is_in_support(viewer, file.case) else rows.none()


def open_promises(viewer: User, file: SupportFile) -> QuerySet[FamilyPromise]:
    """The promises that wait, the first to keep first."""
    return promises_of(viewer, file).filter(settled_at__isnull=True).order_by("due_at", "pk")


def shares_of(viewer: User, file: SupportFile) -> QuerySet[PlanShare]:
    """Who abroad has, or had, the plan; the latest first."""
    rows = PlanShare.objects.select_related("plan", "consent", "override", "shared_by")
    rows = rows.filter(file=file).order_by("-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def share_of_form(viewer: User, file: SupportFile, token: UUID) -> PlanShare | None:
    """What a form shared when it was first sent."""
    return shares_of(viewer, file).filter(form_token=token).first()


def rhythm(plan: ContactPlan) -> timedelta:
    """How long at most between two contacts."""
    return timedelta(hours=plan.every * (24 if plan.unit == Unit.DAYS else 1))


def next_contact(viewer: User, file: SupportFile) -> datetime | None:
    """When the next family contact is due; None where nothing says so, or contact stopped.

    The last contact says it; where it left that to the plan, or there was none, the plan's rhythm
    does, from the last contact or from when this rhythm began to hold.
    """
    rule, plan = rule_of(viewer, file), plan_of(viewer, file)
    if file.status == FileStatus.ENDED or (rule and rule.stops_contact):
        return None
    last = held_contacts(viewer, file).filter(Q(reached=True) | Q(next_due_at__isnull=False))
    found = last.first()
    if found and found.next_due_at and not (found.next_by_plan and plan):
        return found.next_due_at
    if plan is None:
        return None
    since = _rhythm_since(viewer, file, plan)
    return max(found.at, since) + rhythm(plan) if found else since + rhythm(plan)


def _rhythm_since(viewer: User, file: SupportFile, plan: ContactPlan) -> datetime:
    since = plan.set_at
    for one in plans_of(viewer, file):
        if rhythm(one) != rhythm(plan):
            break
        since = one.set_at
    return since


def promises_in(viewer: User, contact: FamilyContact) -> list[FamilyPromise]:
    """What was promised in a contact, whichever of its entries says so."""
    chain, one = [contact.pk], contact.corrects
    while one is not None:
        chain.append(one.pk)
        one = one.corrects
    found = promises_of(viewer, contact.file).filter(contact__in=chain)
    return list(found.order_by("due_at", "pk"))


def share_holds(viewer: User, share: PlanShare) -> bool:
    """Whether what allowed to share a plan covers it still, and nobody took the plan back."""
    if share.ended_at is not None:
        return False
    purpose = ConsentPurpose.CONTACT_PLAN
    return still_covered(viewer, share.file, share.basis, share.covers, purpose)


def standing_shares(basis: Basis) -> QuerySet[PlanShare]:
    """The shares of a plan on a consent or decision that nobody ended."""
    rows = PlanShare.objects.select_related("file").filter(**of_basis(basis))
    return rows.filter(ended_at__isnull=True).order_by("pk")
