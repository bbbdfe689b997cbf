"""The people of a case, what they are known by, and what was done to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from homeward.casework.cases.models.case import InCompartment
from homeward.casework.cases.vocabulary.case import Outcome, PersonRole
from homeward.casework.cases.vocabulary.people import Cause, HarmKind, IdentifierKind, Sex


class Person(InCompartment):
    """Somebody in the case. `role` is the part under which he came in; `parts` are all of them."""

    role = models.CharField(max_length=20, choices=PersonRole.choices)
    name = models.CharField(max_length=200, blank=True, help_text="empty: not identified yet")
    born_on = models.DateField(null=True)
    nationality = models.CharField(max_length=2, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    outcome_on = models.DateField(null=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, blank=True, db_default="")
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True, help_text="the same where it is known")
    age_on = models.DateField(null=True, help_text="the day on which the age was said")
    languages = ArrayField(models.CharField(max_length=3), default=list, db_default=[])
    may_be_told = models.TextField(blank=True, db_default="", help_text="what, to this relative")
    told_by = models.CharField(max_length=200, blank=True, db_default="")
    revision = models.PositiveIntegerField(default=1, db_default=1)
    changed_by = models.BigIntegerField(null=True, help_text="the person who set its revision")
    changed_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that added it")


class PersonPart(InCompartment):
    """One part that a person has in the case; nobody has the same one twice."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=20, choices=PersonRole.choices)
    added_by = models.BigIntegerField(null=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="cases_person_once_in_a_role")
        ]


class Identifier(InCompartment):
    """What a person is known by: as it was typed, and in the one form that can be compared."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=IdentifierKind.choices)
    typed = models.CharField(max_length=120)
    plain = models.CharField(max_length=120, help_text="as identifiers.py writes it")
    state = models.CharField(max_length=2, blank=True, help_text="that issued it")
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "plain"], name="cases_identifier_once_for_a_person"
            )
        ]
        indexes = [models.Index(fields=["plain"], name="cases_identifier_plain")]


class Harm(InCompartment):
    """What a victim suffered. A wrong line is withdrawn with a reason and stays readable."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="harms")
    kind = models.CharField(max_length=20, choices=HarmKind.choices)
    cause = models.CharField(max_length=20, choices=Cause.choices)
    on = models.DateField(null=True)
    note = models.TextField(blank=True)
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)
    form_token = models.UUIDField(null=True, unique=True, help_text="of the form that recorded it")


class SamePerson(InCompartment):
    """Two records that are one person: both stay, and can be separated again.

    `case` and `compartment` are those of `person`, `other_case` and `other_compartment` those of
    `other`; whoever does not see both records does not see that they are one.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other_case_id = models.BigIntegerField()
    other_compartment = models.CharField(max_length=20)
    joined_by = models.BigIntegerField()
    joined_at = models.DateTimeField(auto_now_add=True)
    separated_by = models.BigIntegerField(null=True)
    separated_at = models.DateTimeField(null=True)

    class Meta(InCompartment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other"],
                condition=models.Q(separated_at=None),
                name="cases_sameperson_joined_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person__lt=models.F("other")), name="cases_sameperson_in_order"
            ),
        ]
