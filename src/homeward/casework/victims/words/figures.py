"""The lists of the room's figures: age groups, sexes and quarters as their tables show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgeGroup(models.TextChoices):
    """How old a person is, in groups that few people are alone in."""

    CHILD = "child", _("Under 18")
    YOUNG = "young", _("18 to 29")
    MIDDLE = "middle", _("30 to 59")
    OLD = "old", _("60 and over")
    UNKNOWN = "unknown", pgettext_lazy("age", "Not known")


FROM = ((60, AgeGroup.OLD), (30, AgeGroup.MIDDLE), (18, AgeGroup.YOUNG), (0, AgeGroup.CHILD))


def group_of_age(years: int) -> AgeGroup:
    """The group of an age in full years."""
    return next(group for first, group in FROM if years >= first)


class Breakdown(models.TextChoices):
    """By what the tables are broken down."""

    SEX = "sex", pgettext_lazy("figures", "Sex")
    AGE = "age", pgettext_lazy("figures", "Age group")
    QUARTER = "quarter", pgettext_lazy("figures", "Quarter")
