"""The roles of the crisis as this State has them, and who holds which."""

from dataclasses import replace

from django.db.models import QuerySet

from homeward.casework.cases.models import Case
from homeward.casework.response.models import RoleAssignment, RoleSetting, SeparationSetting
from homeward.casework.response.role_list import SHIPPED_ROLES, SHIPPED_RULES, Role, Rule
from homeward.foundation.access.models import User
from homeward.knowledge.manual.ports import RoleWord


def roles() -> dict[str, Role]:
    """Every role by its code: the shipped ones as the State changed them, then its own."""
    found = {role.code: role for role in SHIPPED_ROLES}
    for setting in RoleSetting.objects.order_by("pk"):
        known = found.get(setting.code) or Role(setting.code, setting.code, "", is_shipped=False)
        found[setting.code] = replace(
            known,
            name=setting.name or known.name,
            duties=setting.duties or known.duties,
            for_people=setting.for_people,
            is_active=setting.is_active,
            revision=setting.revision,
        )
    return found


def words_of_roles() -> dict[str, RoleWord]:
    """What plans call the roles, and to which of them a step may be given."""
    return {code: RoleWord(str(role.name), role.is_active) for code, role in roles().items()}


def rules() -> dict[str, Rule]:
    """Every rule of separation by its code, as the State has it."""
    found = {rule.code: rule for rule in SHIPPED_RULES}
    for setting in SeparationSetting.objects.order_by("pk"):
        known = found.get(setting.code)
        found[setting.code] = Rule(
            setting.code,
            frozenset(setting.first),
            frozenset(setting.second),
            setting.reason or (known.reason if known else ""),
            ever=setting.ever,
            is_active=setting.is_active,
            is_shipped=known is not None,
            revision=setting.revision,
        )
    return found


def role_name(code: str, known: dict[str, Role] | None = None) -> str:
    """What a role is called here."""
    role = (roles() if known is None else known).get(code)
    return str(role.name) if role else code


def held_now(case: Case) -> QuerySet[RoleAssignment]:
    """The roles that somebody holds in the case now, the longest held first."""
    running = RoleAssignment.objects.filter(case=case, ended_at__isnull=True)
    return running.select_related("user", "person").order_by("starts_at", "pk")


def holder_of(case: Case, role: str) -> User | None:
    """Who holds the role of this code in the case now; None while nobody does.

    Of several, whoever took it last. A person of the case who does not sign in is nobody here.
    """
    held = held_now(case).filter(role=role, user__isnull=False).last()
    return held.user if held else None
