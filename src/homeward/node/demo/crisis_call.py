"""The crisis, first part: from the first call to a plan that runs."""

import re

from homeward.node.demo.crisis import (
    COMMANDER,
    LEAD,
    NAMES,
    NEGOTIATOR,
    OFFICER,
    OUTSIDER,
    VICTIM,
    Crisis,
    ahead,
    choice,
    moment,
)
from homeward.node.demo.telling import found

_CALL = r"/cases/first-call/([0-9a-f-]{36})/"
UNKNOWN_LOCATION = "live-unknown-location"


def first_call(story: Crisis) -> None:
    """The duty officer has a relative on the line, and opens the case from the answers."""
    duty = story.person(LEAD)
    begun = duty.send("/cases/first-call/", {})
    call = found(_CALL, str(begun.url))
    slip = {"description": "A grey van stopped, one person was pulled in.", "seen": "saw"}
    slip |= {"place": "Quay road (invented)", "moved": "yes", "location_known": "no"}
    screens: dict[str, dict[str, str | list[str]]] = {
        "caller": {
            "callback": "+99 000 001",
            "caller_name": "Mira Lantern",
            "caller_part": "relative",
            "safe_to_call": "yes",
        },
        "event": {**slip, "occurred_from": moment(minutes=50), "occurred_to": moment(minutes=40)},
        "explanations": {"other_missing": "ruled_out", "other_hoax": "possible"},
        "confirm": {"demand_received": "yes"},
        "victims": {"victims": "1", "clothing": "Green coat"},
        "each-victim": {"name_1": VICTIM, "age_1": "adult"},
        "health": {"medicine": "Tablets for the heart, one a day", "medicine_by": moment()},
        "danger": {"relatives_threatened": "yes", "police_visible": "no"},
        "demand": {"amount": "90,000.00", "currency": "XAD", "deadline": ahead(hours=6)},
        "type": {"typology": "extortion", "modalities": ["express"], "purposes": ["gain"]},
    }
    early = {**slip, "occurred_from": ahead(days=1)}
    duty.refused(f"/cases/first-call/{call}/event/", early, says="not come yet")
    for screen, answers in screens.items():
        # In the middle of the call the browser is closed; the call waits in My work.
        later = {"go": "later"} if screen == "victims" else {}
        duty.send(f"/cases/first-call/{call}/{screen}/", {**answers, **later})
        if later and call not in duty.get("/"):
            raise LookupError("the call that was begun does not wait in My work")
    review = f"/cases/first-call/{call}/review/"
    answer = duty.send(review, {"title": "Pulled into a van", "lead_authority": "XA-POLICE"})
    story.reference = found(r"/cases/([A-Z]{2}-\d{4}-\d{6})/", str(answer.url))
    story.tells(
        "The first call",
        "The duty officer of XA took the call on eleven screens, left it in the middle and went on;"
        f" a time in the future was refused. Case {story.reference} has incident, people, flags"
        " and tasks.",
        story.case,
        "One step makes all of it or nothing, and every screen was kept while it was written.",
    )


def confirm(story: Crisis) -> None:
    """It is confirmed, and its class in the statistics is kept with a reason."""
    duty = story.person(LEAD)
    duty.send(
        f"{story.case}confirmation/",
        {"confirmation": "confirmed", "reason": "A second witness saw the taking."},
    )
    reason = "The demand makes gain the purpose, whether or not the victim was moved."
    duty.send(f"{story.case}class/", {"modalities": ["express"], "reason": reason})
    story.tells(
        "Is it a kidnapping?",
        "Confirmed, with the other explanations considered. ICCS 020221 was proposed with its"
        " reason; the duty officer kept it with one of his own.",
        f"{story.case}class/",
        "A demand for gain prevails over movement; every later change keeps its reason.",
    )


def let_in(story: Crisis) -> None:
    """The lead lets the team in, each into the compartments that the work needs."""
    duty = story.person(LEAD)
    places = (
        (OFFICER, ("investigation", "crisis", "victims")),
        (COMMANDER, ("investigation", "crisis")),
        (NEGOTIATOR, ("crisis",)),
    )
    members = f"{story.case}members/"
    for username, walls in places:
        for wall in walls:
            colleague = choice(duty.get(members), NAMES[username])
            duty.send(members, {"colleague": colleague, "compartment": wall})
    pages = [f"{story.case}{path}" for path in ("", "people/", "timeline/", "response/")]
    story.refused = [path for path in pages if duty.status(path) == 200]
    story.refused = [path for path in story.refused if story.person(OUTSIDER).status(path) == 404]
    story.tells(
        "The team and everybody else",
        "Three colleagues were let in, each into named compartments. The central authority's"
        " officer, who was not, finds no such case under its address.",
        members,
        "Whoever is outside of a case is told what is told of a case that never was (404).",
    )


def plan(story: Crisis) -> None:
    """The first-hour playbook runs by itself; a second one is started."""
    duty = story.person(LEAD)
    runs = duty.get(f"{story.response}plan/")
    first = found(rf"({story.response}plan/\d+/)", runs)
    for _ in range(2):
        tap = next_tap(duty.get(first))
        duty.send(first, {"status": "done"}, to=tap)
    step = _open_step(duty.get(first))
    page = f"{story.response}plan/steps/{step}/"
    duty.refused(page, {"status": "not_applicable", "reason": ""}, says="Say why")
    why = {"status": "not_applicable", "reason": "The exercise has no press."}
    duty.send(page, why)
    answer = duty.send(f"{story.response}plan/start/{UNKNOWN_LOCATION}/", {})
    story.run = found(r"/plan/(\d+)/", str(answer.url))
    done = next_tap(duty.get(f"{story.response}plan/{story.run}/"))
    duty.send(f"{story.response}plan/{story.run}/", {"status": "done"}, to=done)
    story.tells(
        "The plan",
        "The playbook of the first hour had begun by itself with the call. Two steps are done, one"
        " does not apply and says why. A second playbook was started beside it.",
        first,
        "Each step is a task with its role, clock and history; none is left out without a reason.",
    )


def adapt(story: Crisis) -> None:
    """Two supervisors make a version of the State's own, and the running plan goes over to it."""
    writer, second = story.person(COMMANDER), story.person(OUTSIDER)
    shelf = f"/manual/playbooks/{UNKNOWN_LOCATION}/"
    writer.send(shelf, {}, to="begin/")
    draft = f"{shelf}draft/"
    writer.send(draft, {"reason": "XA keeps one line to the harbour office."})
    step = re.findall(r"draft/steps/([\w-]+)/", writer.get(draft))[-1]
    writer.send(
        f"{draft}steps/{step}/add/",
        {
            "title": "Tell the harbour office",
            "do": "Tell the harbour office of XA what it must look out for.",
            "role": "operational",
            "due": "30",
            "reason": "Ships leave at the tide.",
        },
    )
    second.send(draft, {"approve": "1"}, to="decide/")
    running = f"{story.response}plan/{story.run}/"
    story.person(LEAD).send(f"{running}upgrade/", {})
    story.tells(
        "A playbook of the State's own",
        "The commander added a step to the shipped playbook, a supervisor of another desk approved"
        " it, and the plan that runs went over to the new version.",
        running,
        "Two persons make a version; what was done under the old one stays done.",
    )


def next_tap(page: str) -> str:
    """The address of the first step that is not done, as its button sends it."""
    for form in re.findall(r'<form[^>]*action="[^"]*/steps/\d+/tap/".*?</form>', page, re.DOTALL):
        if 'value="done"' in form:
            return found(r'action="[^"]*(/steps/\d+/tap/)"', form)
    raise LookupError("no step can be tapped as done")


def _open_step(page: str) -> str:
    """A step that nobody has begun."""
    return found(r"/steps/(\d+)/tap/", next_tap(page))
