"""The State renames, adds and switches off roles and rules of separation."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from homeward.casework.response.access.team import check_may_set_roles
from homeward.casework.response.errors.crisis import CodeTaken
from homeward.casework.response.models import RoleSetting, SeparationSetting
from homeward.casework.response.roles import roles, rules
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWords:
    """A role as the State wants it; empty texts leave the shipped ones, which are translated."""

    name: str = ""
    duties: str = ""
    for_people: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """A rule of separation as the State wants it."""

    first: list[str]
    second: list[str]
    ever: bool = False
    reason: str = ""
    is_active: bool = True


@transaction.atomic
def set_role(
    code: str, words: RoleWords, *, user: User, revision: int, is_new: bool = False
) -> None:
    """Change a role, or add one with `is_new`. Raises Forbidden, CodeTaken, StaleForm."""
    check_may_set_roles(user)
    if is_new and code in roles():
        raise CodeTaken(taken=code)
    fields = {name: getattr(words, name) for name in RoleWords.__slots__}
    _keep(RoleSetting, code, fields, revision, user)
    record(
        "response.role_set",
        actor=user.actor,
        subject=("crisis_role", code),
        active=words.is_active,
    )


@transaction.atomic
def set_rule(
    code: str, words: RuleWords, *, user: User, revision: int, is_new: bool = False
) -> None:
    """Change a rule, or add one with `is_new`. Raises Forbidden, CodeTaken, StaleForm."""
    check_may_set_roles(user)
    if is_new and code in rules():
        raise CodeTaken(taken=code)
    fields = {name: getattr(words, name) for name in RuleWords.__slots__}
    _keep(SeparationSetting, code, fields, revision, user)
    record(
        "response.rule_set",
        actor=user.actor,
        subject=("crisis_rule", code),
        active=words.is_active,
        first=sorted(words.first),
        second=sorted(words.second),
    )


def _keep(
    model: type[models.Model], code: str, fields: dict[str, Any], revision: int, user: User
) -> None:
    rows = model._default_manager
    stamp = {"changed_by": user.pk, "changed_at": datetime.now(UTC), "revision": revision + 1}
    if revision:
        if not rows.filter(code=code, revision=revision).update(**fields, **stamp):
            raise StaleForm
        return
    try:
        with transaction.atomic():
            rows.create(code=code, **fields, **stamp)
    except IntegrityError:  # two first changes at once
        raise StaleForm from None
