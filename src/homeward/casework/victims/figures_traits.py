"""In which rows of which tables a person is counted: one function for each table.

A table's code is the function's name. Where nothing is known there is a row that says so, in every
table; nobody is counted as zero because nobody looked.
"""

from collections.abc import Callable
from datetime import timedelta

from homeward.casework.cases.vocabulary.people import Cause, HarmKind
from homeward.casework.victims.figures_persons import (
    History,
    Supported,
    age_of,
    day_of,
    sex_of,
)
from homeward.casework.victims.words.files import Standing
from homeward.casework.victims.words.harm import ClaimOutcome, Verdict
from homeward.casework.victims.words.needs import Domain, NeedStatus
from homeward.casework.victims.words.rights import ComplaintEnd, NoticeEnd

HOUR = 3600
NOTHING = "nothing"


def supported(history: History) -> Supported:
    """The person of a support file."""
    rows = {(code, row) for code, of in TABLES.items() for row in of(history)}
    return Supported(
        opened=day_of(history.opened),
        sex=sex_of(history),
        age=age_of(history),
        rows=frozenset(rows),
        waits=_waits(history),
    )


def _standing(history: History) -> set[str]:
    return {history.opened.data["standing"]}


def _is_victim(history: History) -> bool:
    return bool(history.opened.data["standing"] == Standing.VICTIM)


def _outcome(history: History) -> set[str]:
    if not _is_victim(history):
        return set()
    said = [row.data.get("outcome") for row in history.of("case.person")]
    known = [one for one in said if one]
    return {known[-1] if known else NOTHING}


def _harm(history: History) -> set[str]:
    if not _is_victim(history):
        return set()
    held = [one for one in history.last("case.harm", "harm") if not one["withdrawn"]]
    real = [one for one in held if one["harm_kind"] != HarmKind.NONE_KNOWN]
    if not real:
        return {HarmKind.NONE_KNOWN.value} if held else {NOTHING}
    caused = {one["harm_kind"] for one in real if one["cause"] == Cause.CAUSED}
    return caused | ({"not_caused"} if any(one["cause"] != Cause.CAUSED for one in real) else set())


def _losses(history: History) -> set[str]:
    held = [one for one in history.last("victims.loss", "loss") if one["status"] != "withdrawn"]
    return {one["loss_kind"] for one in held} or {NOTHING}


def _compensation(history: History) -> set[str]:
    wrong = [
        row.data["claim"]
        for row in history.of("victims.compensation_closed")
        if row.data["outcome"] == ClaimOutcome.ERROR
    ]
    claims = [one for one in history.last("victims.compensation", "claim") if _in(one, wrong)]
    decided = [
        one for one in history.last("victims.compensation_decided", "claim") if _in(one, wrong)
    ]
    paid = [row for row in history.of("victims.compensation_paid") if _in(row.data, wrong)]
    net = sum(-1 if row.data["back"] else 1 for row in paid)
    found = {"claimed"} if claims else {NOTHING}
    if any(one["verdict"] in (Verdict.GRANTED, Verdict.PARTLY) for one in decided):
        found.add("granted")
    if any(one["verdict"] == Verdict.REFUSED for one in decided):
        found.add("refused")
    return found | ({"paid"} if net > 0 else set())


def _in(one: dict[str, object], wrong: list[object]) -> bool:
    return one["claim"] not in wrong


def _needs(history: History) -> set[str]:
    found = sorted(history.of("victims.assessed"), key=lambda row: (row.data["on"], row.at))
    now = {row.data["domain"]: row.data["met"] for row in found}
    return {f"{domain}.{now.get(domain, NOTHING)}" for domain in Domain.values}


def _listed(history: History) -> set[str]:
    """What became of each single need: the last of its openings and settlings."""
    rows = history.of("victims.need_opened") + history.of("victims.need_settled")
    rows.sort(key=lambda row: row.at)
    now = {row.data["need"]: row.data.get("result", NeedStatus.OPEN.value) for row in rows}
    return set(now.values()) or {NOTHING}


def _contact(history: History) -> set[str]:
    if history.has("victims.family_contact", reached=True):
        return {"reached"}
    return {"tried"} if history.of("victims.family_contact") else {NOTHING}


def _promises(history: History) -> set[str]:
    ends = {row.data.get("promise"): row.data for row in history.of("victims.promise_settled")}
    found = set()
    for row in history.of("victims.promise"):
        end = ends.get(row.data.get("promise"))
        late = end is not None and end["result"] == "kept" and end["late"]
        found.add("late" if late else "waits" if end is None else end["result"])
    return found or {NOTHING}


STEPS = {"made": "referred", "accepted": "accepted", "declined": "declined", "delivered": "given"}


def _services(history: History) -> set[str]:
    rows = [row.data for row in history.of("victims.referral") if row.data["step"] in STEPS]
    return {f"{one['domain']}.{STEPS[one['step']]}" for one in rows} or {NOTHING}


def _consent(history: History) -> set[str]:
    found = set()
    if history.of("victims.consent"):
        found.add("given")
    if history.of("victims.consent_withdrawn"):
        found.add("withdrawn")
    if history.has("victims.override", approved=True):
        found.add("decided")
    return found or {NOTHING}


def _protection(history: History) -> set[str]:
    threats = history.of("victims.threat")
    found = {threats[-1].data["level"]} if threats else {NOTHING}
    if history.has("victims.measure", status="in_force"):
        found.add("measure")
    return found


def _rights(history: History) -> set[str]:
    told = history.last("victims.notice", "notice")
    found = {"told" for one in told if one["state"] == NoticeEnd.TOLD and not one["late"]}
    found |= {"told_late" for one in told if one["state"] == NoticeEnd.TOLD and one["late"]}
    views = history.last("victims.expressed_view", "view")
    found |= {"passed_on" if one["passed_on"] else "not_passed_on" for one in views}
    return found or {NOTHING}


def _complaints(history: History) -> set[str]:
    just = {ComplaintEnd.UPHELD, ComplaintEnd.PARTLY}
    found = set()
    for one in history.last("victims.complaint", "complaint"):
        end = one["end"]
        found.add("justified" if end in just else "not_justified" if end else "open")
    return found or {NOTHING}


def _debriefs(history: History) -> set[str]:
    void = [row.data.get("session") for row in history.of("victims.debrief_void")]
    held = [row.data for row in history.of("victims.debrief")]
    held = [one for one in held if one.get("session") not in void]
    found = {"held"} if held else {NOTHING}
    return found | (
        {"beyond"} if any(one["too_long"] or one["too_soon"] for one in held) else set()
    )


def _follow_up(history: History) -> set[str]:
    rows = [row.data for row in history.of("victims.step_ended")]
    found = {one["result"] for one in rows if one["group"] == "follow_up"}
    return found & {"done", "refused"} or {NOTHING}


def _support(history: History) -> set[str]:
    rows = history.of("victims.file_ended") + history.of("victims.file_reopened")
    last = max(rows, key=lambda row: row.at, default=None)
    return {"ended" if last and last.kind == "victims.file_ended" else "open"}


TABLES: dict[str, Callable[[History], set[str]]] = {
    "standing": _standing,
    "outcome": _outcome,
    "contact": _contact,
    "promises": _promises,
    "harm": _harm,
    "losses": _losses,
    "compensation": _compensation,
    "needs": _needs,
    "listed": _listed,
    "services": _services,
    "consent": _consent,
    "protection": _protection,
    "rights": _rights,
    "complaints": _complaints,
    "debriefs": _debriefs,
    "follow_up": _follow_up,
    "support": _support,
}


def _waits(history: History) -> dict[str, int]:
    """Whole hours from opening the file to the first contact, and to the first help by domain."""
    opened, found = history.opened.at, {}
    spoken = [row.at for row in history.of("victims.family_contact") if row.data["reached"]]
    if spoken:
        found["contact"] = max(0, int((min(spoken) - opened).total_seconds()) // HOUR)
    rows = history.of("victims.referral")
    made = {row.data["referral"]: row for row in rows if row.data["step"] == "made"}
    for row in rows:
        begun = made.get(row.data["referral"])
        if row.data["step"] != "delivered" or begun is None:
            continue
        days = (day_of(begun) + timedelta(days=row.data["days"]) - day_of(history.opened)).days
        hours, domain = max(0, days) * 24, row.data["domain"]
        found[domain] = min(hours, found.get(domain, hours))
    return found
