"""The directory's tables. They are public within the node and hold no case data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthorityFunction(models.TextChoices):
    """What an authority is in charge of (59/154 §7(g); UNTOC 18(13))."""

    CENTRAL = "central", _("Central authority")
    POLICE = "police", _("Police")
    FIU = "fiu", _("Financial intelligence unit")
    PROSECUTION = "prosecution", _("Prosecution")
    SECRETARIAT = "secretariat", _("Secretariat")


class State(models.Model):
    """A State by its ISO 3166-1 code; fictional States use user-assigned codes."""

    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=100)
    languages = ArrayField(models.CharField(max_length=10), default=list)

    def __str__(self) -> str:
        return self.name


class Authority(models.Model):
    """An authority of a State and how it is reached."""

    code = models.CharField(max_length=20, primary_key=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="authorities")
    name = models.CharField(max_length=200)
    functions = ArrayField(models.CharField(max_length=20, choices=AuthorityFunction.choices))
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    always_reachable = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def function_words(self) -> list[str]:
        """What the authority is in charge of, in the reader's language."""
        return [str(AuthorityFunction(code).label) for code in self.functions]


class Node(models.Model):
    """A State's node: its address and the public keys that an administrator pinned.

    The keys were compared by a fingerprint that two persons read to each other.
    """

    state = models.OneToOneField(State, on_delete=models.PROTECT, primary_key=True)
    url = models.URLField()
    card = models.BinaryField()
    keys = models.JSONField()
    fingerprint = models.CharField(max_length=100)
    pinned_at = models.DateTimeField(auto_now_add=True)
    pinned_by = models.CharField(max_length=100)
