"""An exercise played by script, from the start to the debrief, by people at their browsers.

Every question is decided as the scenario expects, every step is taken in time but one: the debrief
has to find exactly that. Meanwhile the team asks the other State, whose desk answers by itself.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from homeward.node.demo.client import Person
from homeward.node.demo.telling import found
from homeward.node.exercise.cast import (
    ABROAD,
    FOREIGN,
    FOREIGN_CENTRAL,
    LEADER,
    MONEY,
    SIMULATED,
    TEAM_LEAD,
    TRAINEE,
)
from homeward.node.exercise.foreign import ForeignAuthority
from homeward.node.exercise.stage import ExerciseStage
from homeward.oversight.assistance.exercise.reading import shipped
from homeward.oversight.assistance.exercise.scenario import Scenario, Seat

# The step that the script leaves out; of a scenario that does not ship with Homeward, its first.
LEFT_OUT = {"express": "liaison", "ransom": "consul", "sea": "families"}
SEATS = {
    TEAM_LEAD: (Seat.LEAD, Seat.LOG, Seat.LIAISON, Seat.MEDIA),
    MONEY: (Seat.FINANCE,),
    ABROAD: (Seat.ABROAD,),
}
NAMES = {TEAM_LEAD: "Team lead", MONEY: "Financial investigator", ABROAD: "Desk for other States"}
_ID = r"/requests/([0-9a-f]{8}-[0-9a-f-]{27})/"
Tell = Callable[[str, str, str], None]  # title, what happened, address to look at


@dataclass(slots=True)
class Played:
    """What the script left behind: addresses, and pages as they were read."""

    stage: ExerciseStage
    scenario: Scenario
    words: dict[str, Any]
    session: str = ""
    debrief: str = ""
    request: str = ""
    answered: str = ""
    letter: bytes = b""
    decided: list[str] = field(default_factory=list)

    @property
    def left_out(self) -> str:
        """The words of the step that was left out."""
        return str(self.words["steps"][left_out_of(self.scenario)])

    @property
    def missed(self) -> list[str]:
        """The steps and questions that the debrief says were missed, as it says them."""
        part = found(r'(?s)id="missed-title"(.*?)</section>', self.debrief)
        return [unescape(one) for one in re.findall(r'<li><span lang="en">(.*?)</span>', part)]


def play(stage: ExerciseStage, code: str, say: Tell) -> Played:
    """Play a scenario. Raises Refused where a page does not do what it should."""
    scenario, words = shipped()[code]
    played = Played(stage, scenario, dict(words["en"]))
    _plan(played)
    say(
        "The exercise is planned",
        f"“{played.words['title']}”: the team of XA has its roles, the clock runs.",
        f"{stage.url(TRAINEE)}{played.session}",
    )
    _ask_abroad(played)
    say(
        "The other State answers by itself",
        "The team asked XB to have data kept; XB's simulated desk acknowledged, carried out and"
        " answered, by the scenario's rules.",
        f"{stage.url(TRAINEE)}{played.request}",
    )
    for minute, who, kind, name in course_of(scenario):
        _go_to(played, minute)
        _do(played, who, kind, name)
    _go_to(played, scenario.minutes)
    played.debrief = stage.person(TEAM_LEAD).get(f"{played.session}debrief/")
    say(
        "The debrief",
        f"Every question was decided in time with its reason; missed: {', '.join(played.missed)}.",
        f"{stage.url(TRAINEE)}{played.session}debrief/",
    )
    return played


def _plan(played: Played) -> None:
    leader = played.stage.person(LEADER)
    plan = f"/exercises/scenarios/{played.scenario.code}/plan/"
    played.session = leader.send(plan, {"title": "Played by script"}).url.path
    for username, seats in SEATS.items():
        wanted = [str(one) for one in seats if one is Seat.LEAD or one in played.scenario.seats]
        if wanted:
            address = f"{played.session}seats/"
            page = leader.fetch(address)
            person = found(rf'<option value="(\d+)">\s*{NAMES[username]}', page.text)
            leader.complete(page, {"person": person, "seats": wanted})
    leader.send(played.session, {}, to="controls/start/")


def left_out_of(scenario: Scenario) -> str:
    """The id of the step that the script leaves out."""
    first = min(scenario.steps, key=lambda one: one.by)
    return LEFT_OUT.get(scenario.code, first.id)


def course_of(scenario: Scenario) -> list[tuple[int, Seat, str, str]]:
    """What the script does when: minute, role, `steps` or `decisions`, and id, by minute."""
    told = {one.id: one.at for one in scenario.injects}
    rows = [
        (told[one.after] + one.within // 2, one.seat, "decisions", one.id)
        for one in scenario.decisions
    ]
    left_out = left_out_of(scenario)
    rows += [
        (max(one.by - 5, 1), one.seat, "steps", one.id)
        for one in scenario.steps
        if one.id != left_out
    ]
    return sorted(rows, key=lambda row: (row[0], row[3]))


def _go_to(played: Played, minute: int) -> None:
    leader = played.stage.person(LEADER)
    leader.send(f"{played.session}forward/", {"minute": str(minute)})


def _do(played: Played, seat: Seat, kind: str, name: str) -> None:
    person = _holder(played, seat)
    if kind == "steps":
        person.send(played.session, {}, to=f"steps/{name}/")
        return
    asked = played.scenario.decision(name)
    assert asked is not None  # noqa: S101  it is one of the scenario's
    reason = str(played.words["decisions"][name]["why"])
    person.send(f"{played.session}decisions/{name}/", {"choice": asked.expected, "reason": reason})
    played.decided.append(reason)


def _holder(played: Played, seat: Seat) -> Person:
    name = next(username for username, seats in SEATS.items() if seat in seats)
    return played.stage.person(name)


# --- the other State ------------------------------------------------------------------------------


def desks_of(
    stage: ExerciseStage, scenario: Scenario, words: Mapping[str, Any]
) -> tuple[ForeignAuthority, ForeignAuthority]:
    """The desks of the other State, police and central authority, with the scenario's answers in
    the words of one language."""
    said = words.get("replies", {})
    first, second = (
        ForeignAuthority(stage.person(username), scenario.replies, said)
        for username in (FOREIGN, FOREIGN_CENTRAL)
    )
    return first, second


def _ask_abroad(played: Played) -> None:
    """The team's own case, a request to keep data, and the answer of the simulated desk."""
    stage = played.stage
    lead, abroad = stage.person(TEAM_LEAD), stage.person(ABROAD)
    case = _case(played, lead)
    address = f"{case}requests/new/?kind=preservation&state={SIMULATED}"
    first = {"other_state": SIMULATED, "legal_basis": "untoc_27", "urgency": "urgent"}
    played.request = f"/requests/{found(_ID, str(lead.send(address, first).url))}/"
    lead.send(f"{played.request}content/", _contents())
    for step in ("approve", "issue"):
        abroad.send(played.request, {}, to=f"change/{step}/")
    desk, _central = desks_of(stage, played.scenario, played.words)
    desk.person.wait_for("/requests/", lambda _page: desk.look() or None, "the request")
    played.answered = lead.wait_for(
        played.request, lambda page: page if "EXERCISE-1" in page else None, "the answer"
    )
    played.letter = lead.fetch(f"{played.request}letter/pdf/").content


def _case(played: Played, lead: Person) -> str:
    """The address of the case that the team opens."""
    answer = lead.send(
        "/cases/new/",
        {
            "title": f"Exercise: {played.words['title']}",
            "lead_authority": "XA-POLICE",
            "taken_at": (datetime.now(UTC) - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
            "place": "Invented",
            "typology": "extortion",
            "iccs_code": "020221",
            "iccs_reason": "Taken away by force to be paid for the release.",
        },
    )
    case = found(r"(/cases/[A-Z]{2}-\d{4}-\d{6}/)", str(answer.url))
    page = lead.fetch(f"{case}members/")
    colleague = found(rf'<option value="(\d+)">\s*{NAMES[ABROAD]}', page.text)
    lead.complete(page, {"colleague": colleague, "compartment": "investigation"})
    return case


def _contents() -> dict[str, str]:
    def day(ahead: int) -> str:
        return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()

    return {
        "investigation": "Police of XA; an exercise.",
        "facts": "EXERCISE. A person was taken; somebody called the family from XB.",
        "provider": "Operator of XB (invented)",
        "data": "Subscriber and traffic data of +99 000 777",
        "data_from": day(-2),
        "data_to": day(0),
        "keep_until": day(60),
        "request_follows": "The central authority of XA, within a week",
        "purpose": "To find the victim, and evidence.",
    }


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [page.get_textpage().get_text_bounded() for page in document]
