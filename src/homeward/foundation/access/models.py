"""People, their teams, and who is a member of which compartment of which case."""

import unicodedata
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from homeward.foundation.access.glass import LONGEST, Verdict
from homeward.foundation.access.roles import Compartment, Role
from homeward.foundation.guard.actor import Actor, ActorKind


def sign_in_name(typed: str) -> str:
    """The one form of a sign-in name, whatever the width and case of its letters (NFKC)."""
    return unicodedata.normalize("NFKC", typed.replace("\x00", "")).strip().lower()


class UserManager(BaseUserManager["User"]):
    """Finds people by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person of this sign-in name, however it is typed."""
        return self.get(username=sign_in_name(username or ""))


class User(AbstractBaseUser):
    """A person of this State's authorities who signs in to this node."""

    username = models.CharField(
        _("sign-in name"), max_length=80, unique=True, help_text="as sign_in_name writes it"
    )
    full_name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    authority = models.CharField(_("authority"), max_length=20, help_text="code in the directory")
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def actor(self) -> Actor:
        """This person as the actor of a transaction."""
        return Actor(ActorKind.USER, self.pk, self.username)

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds any of the roles."""
        return bool(set(roles) & set(self.roles))


class Team(models.Model):
    """People of one authority who share a desk: what arrives there is seen by all of them."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    authority = models.CharField(max_length=20, help_text="code in the directory")
    members = models.ManyToManyField(User, related_name="teams")

    def __str__(self) -> str:
        return self.name


class CaseMember(models.Model):
    """A person's place in one compartment of one case.

    Rows are written only by the database's own functions `guard.found_case` and
    `guard.grant_membership`, which refuse a person who would let himself into a case.
    """

    case_id = models.BigIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    compartment = models.CharField(max_length=20, choices=Compartment.choices)
    is_lead = models.BooleanField(default=False)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "user", "compartment"], name="access_casemember_once"
            )
        ]
        indexes = [models.Index(fields=["user", "compartment"], name="access_casemember_user")]


class Glass(models.Model):
    """A broken glass: a person let himself into compartments of one case, for hours, for a reason.

    Rows are written only by the database's own functions `guard.break_glass`, `guard.end_glass`,
    `guard.expire_glasses` and `guard.review_glass`. The reference is kept beside the number,
    because whoever reviews has no place in the case.
    """

    case_id = models.BigIntegerField()
    case_reference = models.CharField(max_length=24)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="glasses")
    compartments = ArrayField(models.CharField(max_length=20, choices=Compartment.choices))
    reason = models.TextField(help_text="as the person wrote it")
    broken_at = models.DateTimeField()
    broken_in = models.BigIntegerField(help_text="the transaction, in which it opens nothing yet")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    review_by = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices, blank=True)
    review_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("broken_at") + LONGEST),
                name="access_glass_hours",
            )
        ]
        indexes = [
            models.Index(fields=["user", "expires_at"], name="access_glass_user"),
            models.Index(fields=["case_id"], name="access_glass_case"),
            models.Index(fields=["reviewed_at", "review_by"], name="access_glass_review"),
        ]


from homeward.foundation.access.draft_model import Draft as Draft  # noqa: E402  Django finds it here
