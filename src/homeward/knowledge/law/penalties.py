"""Penalties: the most they reach, and what is wrong with one that contradicts itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

LIFE, MONTHS_OF_A_SERIOUS_CRIME = 10_000, 48  # UNTOC 2(b): a maximum of four years or more


def has_figure(penalty: Mapping[str, Any]) -> bool:
    """Whether a penalty says anything: a term, life, death or a fine."""
    return bool({"min_months", "max_months"} & {*penalty}) or any(
        penalty.get(name) is True for name in ("life", "death", "fine")
    )


def too_low(penalty: Mapping[str, Any], levels: Iterable[Mapping[str, Any]]) -> StrPromise | str:
    """What is wrong with levels of which one stays below the least of the basic form."""
    least = penalty.get("min_months")
    floor = longest(penalty) if least is None else least
    for level in levels:
        most = longest(level)
        if floor is not None and most is not None and most < floor:
            wrong = _("has a level of at most %(most)s months, below the basic form: %(ground)s")
            return wrong % {"most": most, "ground": level["ground"]}
    return ""


def upside_down(penalty: Mapping[str, Any]) -> StrPromise | str:
    """What is wrong with a range; empty text where nothing is.

    The least is not above the most, and life or death has no short term beside it as the most.
    """
    least, most = penalty.get("min_months"), penalty.get("max_months")
    heavy = penalty.get("life") is True or penalty.get("death") is True
    if heavy and most is not None and most < MONTHS_OF_A_SERIOUS_CRIME:
        wrong = _("has life or death beside at most %(most)s months: one of them is wrong")
        return wrong % {"most": most}
    if least is not None and most is not None and least > most:
        wrong = _("goes from %(least)s to %(most)s months: the least is above the most")
        return wrong % {"least": least, "most": most}
    return ""


def longest(penalty: Mapping[str, Any]) -> int | None:
    """The most that a penalty reaches, in months; LIFE for life or death; nothing if not known."""
    if penalty.get("life") or penalty.get("death"):
        return LIFE
    most = penalty.get("max_months")
    return int(most) if most is not None else None


def reaches(penalty: Mapping[str, Any], months: int) -> bool | None:
    """Whether the most that a penalty reaches is so many months; None where the law fixes no most.

    A least that is as long is enough: the most is never below it.
    """
    most, least = longest(penalty), penalty.get("min_months")
    if (most is not None and most >= months) or (least is not None and least >= months):
        return True
    return None if most is None else False
