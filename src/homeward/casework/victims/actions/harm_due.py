"""The time limits of compensation claims: they end with the file, and go to its new worker."""

from homeward.casework.victims.actions.harm_claims import APPEAL, FILE, SUBJECT, watch_limit
from homeward.casework.victims.actions.harm_money import watch_appeal
from homeward.casework.victims.models import CompensationClaim, SupportFile
from homeward.casework.victims.queries.harm import claims_of, decisions_of
from homeward.foundation.access.models import User
from homeward.foundation.duty.actions import finish_tasks, pass_tasks


def stop(file: SupportFile, user: User) -> None:
    """Nobody is reminded of filing or appealing."""
    for claim in _open_claims(file, user):
        finish_tasks((SUBJECT, claim.pk), FILE, APPEAL, actor=user.actor)


def again(file: SupportFile, user: User) -> None:
    """Time limits run on."""
    for claim in _open_claims(file, user):
        watch_limit(claim, user)
        decision = decisions_of(user, claim).first()
        watch_appeal(claim, decision.appeal_by if decision else None, user)


def pass_on(file: SupportFile, former: User, user: User) -> int:
    """Time limits are for who works on the file."""
    return sum(
        pass_tasks((SUBJECT, one.pk), FILE, APPEAL, before=former, to=file.worker, actor=user.actor)
        for one in _open_claims(file, user)
    )


def _open_claims(file: SupportFile, user: User) -> list[CompensationClaim]:
    claims = list(claims_of(user, file).filter(closed_at__isnull=True))
    for claim in claims:
        claim.file = file
    return claims
