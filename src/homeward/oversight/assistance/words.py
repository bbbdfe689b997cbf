"""The words of pages that are more than a template."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from homeward.foundation.access.queries import name_of_person
from homeward.foundation.web.components import Fact, Step, StepState
from homeward.foundation.web.formats import (
    day_text,
    labelled,
    language_text,
    listing,
    money_text,
)
from homeward.foundation.web.tones import Tone
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.oversight.assistance.contents import day
from homeward.oversight.assistance.lifecycle import FINAL, MOVES, WAY, Stage
from homeward.oversight.assistance.lists import (
    Funding,
    FundKind,
    Help,
    Paragraph,
    Priority,
)
from homeward.oversight.assistance.models import AssistanceRequest, AssistanceStep, Fund

APPLIED: dict[str, Promise] = {
    "yes": pgettext_lazy("evaluation", "Applied"),
    "partly": pgettext_lazy("evaluation", "Applied in part"),
    "not_yet": pgettext_lazy("evaluation", "Not applied yet"),
    "no": pgettext_lazy("evaluation", "Not applied"),
}
TONES: dict[str, Tone] = {
    Stage.DRAFT: Tone.NEUTRAL,
    Stage.ASKED: Tone.WARNING,
    Stage.DELIVERED: Tone.SUCCESS,
    Stage.EVALUATED: Tone.SUCCESS,
    Stage.DECLINED: Tone.DANGER,
    Stage.WITHDRAWN: Tone.NEUTRAL,
}
FUNDING_TONES: dict[Funding, Tone] = {
    Funding.NOT_COSTED: Tone.NEUTRAL,
    Funding.NO_COST: Tone.SUCCESS,
    Funding.UNFUNDED: Tone.DANGER,
    Funding.PARTLY: Tone.WARNING,
    Funding.FUNDED: Tone.SUCCESS,
}


def language() -> str:
    """The language of the reader."""
    return get_language() or "en"


def tone_of(stage: str) -> Tone:
    """How a stage reads at a glance."""
    return TONES.get(stage, Tone.INFORMATION)


def amounts_text(amounts: Mapping[str, int]) -> str:
    """Minor units by currency, one after the other, never added."""
    return listing([money_text(amounts[one], one) for one in sorted(amounts)], language())


def earmark_words(fund: Fund) -> str:
    """What a fund was given for; a word for a free one."""
    parts = [
        *(str(Paragraph(one).label) for one in fund.paragraphs),
        *fund.states,
        *(str(Help(one).label) for one in fund.kinds),
    ]
    return " · ".join(parts) if parts else _("Not earmarked")


def practice_title(code: str) -> str:
    """The title of a shipped practice; its code where the other node has one of its own."""
    found = shipped().get(code)
    return found.title if found else code


def facts_of(request: AssistanceRequest) -> list[Fact]:
    """What is asked, row by row, but for the long texts."""
    return [
        Fact(_("About"), request.get_paragraph_display()),
        Fact(_("Practice of the manual"), practice_title(request.practice) or None),
        Fact(_("Help that is asked for"), _forms(request.kinds)),
        Fact(_("When it is needed"), request.get_urgency_display()),
        Fact(_("Language of the help"), language_text(request.language)),
        Fact(_("Sensitivity"), request.get_sensitivity_display()),
        Fact(_("Authority that asks"), request.authority),
        Fact(_("Priority"), request.get_priority_display() or None),
    ]


def _forms(codes: Sequence[str]) -> str | None:
    return listing([str(Help(one).label) for one in codes], language()) or None


def offer_facts(offer: Mapping[str, Any]) -> list[Fact]:
    """The offer, but for its words and parts."""
    return [
        Fact(_("Help"), Help(offer["help"]).label),
        Fact(_("Language of the help"), language_text(offer["language"])),
        Fact(_("From"), day_text(day(offer, "begin"))),
        Fact(_("Until"), day_text(day(offer, "end"))),
    ]


def ladder_of(request: AssistanceRequest, steps: Sequence[AssistanceStep]) -> list[Step]:
    """The usual way of a request, with the times of what was reached; an end beside it is last."""
    reached = {Stage.DRAFT: request.created_at}
    for one in steps:
        target = MOVES[one.name].target
        if target is not None and not one.lost and not one.refused:
            reached[target] = one.at
    stage = Stage(request.stage)
    way = [one for one in WAY if one in reached or stage not in FINAL]
    if stage not in way:
        place = max((way.index(one) for one in way if one in reached), default=-1)
        way.insert(place + 1, stage)
    current = way.index(stage)
    return [
        Step(
            one.label,
            StepState.CURRENT if at == current else _state(at, current),
            at=reached.get(one) if at <= current else None,
        )
        for at, one in enumerate(way)
    ]


def _state(at: int, current: int) -> StepState:
    return StepState.DONE if at < current else StepState.WAITING


def story_of(steps: Sequence[AssistanceStep], undelivered: Collection[int]) -> list[dict[str, Any]]:
    """What happened, for the page: when, what, its words, by whom on this node.

    `undelivered` are the keys of steps that were not delivered in their time.
    """
    return [
        {
            "at": one.at,
            "done": MOVES[one.name].done,
            "side": one.get_side_display(),
            "by": name_of_person(str(one.by)) if one.by else "",
            "detail": _detail(one),
            "text": one.data.get("text", ""),
            "lost": one.lost,
            "refused": one.refused,
            "undelivered": one.pk in undelivered,
        }
        for one in steps
    ]


def _detail(step: AssistanceStep) -> str:
    data = step.data
    if step.name == "approve":
        return labelled(_("Priority"), Priority(data["priority"]).label)
    if step.name == "deliver":
        when = day_text(day(data, "on"))
        if data["left_out"]:
            return _("Part %(part)s fell away · %(day)s") % {"part": data["part"], "day": when}
        said = _("Part %(part)s · %(day)s · people reached: %(people)s")
        return said % {"part": data["part"], "day": when, "people": data["people"]}
    if step.name == "evaluate":
        rated = _("Useful: %(rating)s of 5") % {"rating": data["useful"]}
        return f"{rated} · {APPLIED[data['applied']]}"
    if step.name == "tell_funding":
        return funding_words(data)
    return ""


def funding_words(told: Mapping[str, Any]) -> str:
    """How a State was told that its offer is funded."""
    words = [str(Funding(told["status"]).label)]
    words += [str(FundKind(one).label) for one in told["sources"]]
    return " · ".join(words)
