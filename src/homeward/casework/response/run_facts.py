"""From the facts of a case to the playbooks that fit it, each with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homeward.casework.cases.lists import counted, counted_one
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.knowledge.manual.facts import FACTS, all_hold
from homeward.knowledge.manual.playbook import Playbook

FIRST_HOUR = "first-hour"
_BORDER = ("cross_border", "border", "cross-border", "transfer")
_SEA = ("maritime", "sea", "at_sea")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A playbook that fits, with the terms for which it does."""

    playbook: Playbook
    because: tuple[str, ...]


def facts_of_call(call: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that playbooks ask for, from those of a first call; what is not there is not known.

    A call reports that somebody is held and not free, until it is known otherwise.
    """
    modalities = [str(one) for one in call.get("modalities") or ()]
    ways = {*modalities, *(str(one) for one in call.get("modalities_counted") or ())}
    virtual = call.get("virtual") is True or "virtual" in ways
    victims = call.get("victims")
    facts: dict[str, Any] = {
        "typology": str(call.get("typology") or ""),
        "modalities": modalities,
        "held": call.get("held", not virtual),
        "free": call.get("free", False),
        "location_known": call.get("location_known") is True,
        "medicine": _known_truth(call, "medicine", call.get("medicine_by") or None),
        "several": victims > 1 if type(victims) is int else None,
        "border": call.get("border", True if ways & set(_BORDER) else None),
        "at_sea": call.get("at_sea", bool(ways & set(_SEA))),
    }
    plain = ("child", "dead", "demand", "contact", "foreign", "abroad", "relative_involved")
    facts |= {name: call.get(name) for name in plain}
    if facts["demand"] and facts["contact"] is None:
        facts["contact"] = True
    return cleaned(facts)


def _known_truth(call: Mapping[str, Any], name: str, otherwise: object) -> bool | None:
    given = call.get(name)
    if isinstance(given, bool):
        return given
    return True if otherwise else None


def cleaned(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Known facts only, each true, false or None; codes and lists as they are."""
    found: dict[str, Any] = {
        name: value if isinstance(value := facts.get(name), bool) else None for name in FACTS
    }
    found["typology"] = str(facts.get("typology") or "")
    found["modalities"] = sorted({str(one) for one in facts.get("modalities") or ()})
    return found


def standing(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the conditions of playbooks ask for them, which know shipped codes only.

    What is the State's own stands for the shipped code that it counts as.
    """
    modalities = [str(one) for one in facts.get("modalities") or ()]
    return {
        **facts,
        "typology": counted_one(CaseList.TYPOLOGY, str(facts.get("typology") or "")),
        "modalities": sorted({*modalities, *counted(CaseList.MODALITY, modalities)}),
    }


def proposals(
    playbooks: Iterable[Playbook], facts: Mapping[str, Any], running: Iterable[str]
) -> list[Proposal]:
    """The playbooks that fit and do not run yet, in the order of the manual."""
    busy, found = set(running), []
    for playbook in playbooks:
        if playbook.code in busy or playbook.code == FIRST_HOUR:
            continue
        if any(all_hold(terms, facts) for terms in playbook.against):
            continue
        because = next((terms for terms in playbook.recommend if all_hold(terms, facts)), None)
        if because is not None:
            found.append(Proposal(playbook, because))
    return found
