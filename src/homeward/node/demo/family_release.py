"""The family, fifth part: release, interviews with care, follow-ups, and the agreed end."""

import re

from homeward.node.demo.client import Person
from homeward.node.demo.crisis import ahead, choice, moment, ticked, today
from homeward.node.demo.family import (
    AUNT,
    BROTHER,
    CHILD,
    INVESTIGATOR,
    LIAISON,
    NUMBER,
    VICTIM,
    Family,
    day,
)
from homeward.node.demo.telling import found

COME_BACK = "Call your liaison at any time. You need to tell nothing again."
DONE = "You had a safe flat, a counsellor, and most of your losses were paid."
FOLLOW_UPS = 5  # after a week, and one, three, six and twelve months


def free(story: Family) -> None:
    """Everything was ready before she came; the family meets again as she wants."""
    liaison, officer = story.person(LIAISON), story.person(INVESTIGATOR)
    page = story.file(story.victim, "release/")
    liaison.send(f"{page}prepare/", {"ending": "release"})
    reunion = {"who": f"{CHILD} and {AUNT}", "never": "Anybody of the press", "agreed_with": AUNT}
    liaison.send(f"{page}arranged/reunion/", {**reunion, "place": "A hospital of the capital"})
    for step in _steps(liaison, page)[:3]:
        liaison.send(step, {"end": "done", "done_on": today(), "done_who": "Family liaison of XA"})
    people = f"{story.case}people/"
    one = found(rf'href="({people}\d+/)"[^>]*>\s*(?:<[^>]+>\s*)*{VICTIM}', officer.get(people))
    officer.send(f"{one}edit/", {"outcome": "released", "outcome_on": today()})
    phone = {"kind": "phone", "value": NUMBER, "safe_times": "after eight in the evening"}
    liaison.send(story.file(story.victim, "channels/new/"), phone)
    story.tells(
        "Prepared, and free",
        f"The list of what a release needs lay ready: who is told first, where she is received, a"
        f" doctor. Then {VICTIM} came free. As it was arranged, the doctor saw her first and she"
        f" met {CHILD} and his aunt, without any press.",
        page,
        "The first hours of freedom are prepared while somebody is still held.",
    )


def _steps(liaison: Person, page: str) -> list[str]:
    """The lines of the checklists that wait."""
    return re.findall(rf'href="({page}steps/\d+/)"', liaison.get(page))


def debrief(story: Family) -> None:
    """Whoever was taken is asked with consent, not for long, and not twice in a row."""
    liaison = story.person(LIAISON)
    new = "release/debriefs/new/"
    asked = {"interviewer": "A. Interviewer", "qualification": "Trained for survivors (invented)"}
    hers = {**asked, "at": moment(hours=2), "minutes": "45", "afterwards": "Tired. She ate."}
    page = story.file(story.victim, new)
    liaison.refused(page, hers, code=409, says="No consent to a debriefing")
    given = {"purpose": "debrief", "recipient": "person", "recipient_name": "A. Interviewer"}
    given |= {"how": "signed", "given_at": moment(hours=3)}
    liaison.send(story.file(story.victim, "consents/new/"), {**given, "covers": ["health"]})
    long = liaison.refused(page, {**hers, "minutes": "90"}, says="at most 60 minutes")
    liaison.complete(long, {"minutes": "45"})
    liaison.refused(page, {**hers, "at": moment(minutes=30)}, says="less than 4 hours")
    his = {**asked, "at": moment(hours=1), "minutes": "25", "afterwards": "He wanted to play."}
    page = story.file(story.child, new)
    anybody = liaison.refused(page, his, code=409, says="trained to interview children")
    trained = liaison.fill(anybody, {"for_children": "on"})
    alone = liaison.press_refused(trained, code=409, says="A support person is with a child")
    liaison.complete(alone, {"support_person": AUNT})
    story.tells(
        "Asked with care",
        f"{VICTIM} was asked about the days for 45 minutes. Without her consent, for 90 minutes,"
        f" and again on the same afternoon: each was refused. {CHILD} was asked by somebody who is"
        " trained for children, with his aunt beside him, as he wished.",
        story.file(story.victim, "release/"),
        "An interview must not hurt again. What was said belongs to the investigation: there is no"
        " field for it here.",
    )


def ended(story: Family) -> None:
    """Support ends as it was agreed, when nothing that was promised waits; there is a way back."""
    liaison = story.person(LIAISON)
    page, end = story.file(story.victim, "release/"), story.file(story.victim, "end/")
    _safe(story, liaison)
    liaison.send(f"{page}follow-ups/", {"day": today()})
    first = _steps(liaison, page)[-FOLLOW_UPS]
    well = "She sleeps again, and works from Monday."
    liaison.send(first, {"end": "done", "done_on": today(), "result": well})
    talk = story.file(story.victim, "contacts/new/")
    new = liaison.fetch(talk)
    spoken = {"said": "That we end here if she wants.", "promise_1_due_at": ahead(hours=4)}
    spoken["promise_1_what"] = "Whom to ask about the compensation"
    spoken["promise_1_by"] = choice(new.text, "Family liaison of XA")
    liaison.complete(new, spoken)
    agreed = {"agreed_with": VICTIM, "agreed_on": today(), "letter_on": today()}
    agreed |= {"come_back": COME_BACK, "done": DONE, "complain": "The ombuds office of XA."}
    early = liaison.refused(end, agreed, code=409, says="not settled")
    listed = story.file(story.victim, "contacts/")
    promise = found(rf"({story.file(story.victim)}promises/\d+/)", liaison.get(listed))
    liaison.send(promise, {"end": "kept"})
    shown = liaison.complete(early, {})
    letter = found(rf"({story.file(story.victim)}end/\d+/letter/)", shown.text)
    story.closing_letter = liaison.fetch(letter).content
    liaison.refused(talk, {"said": "One more call."}, code=409, says="has ended")
    _close_page(story, liaison)
    for number, who in ((story.child, f"{CHILD} and {AUNT}"), (story.brother, BROTHER)):
        liaison.send(story.file(number, "end/"), {**agreed, "agreed_with": who})
    story.tells(
        "The agreed end",
        "The threat was looked at again: low; the flat was given back. Of five follow-ups, from a"
        f" week to a year, one was made; {VICTIM} said that it is enough. The end was refused while"
        " a promise to her waited. Then support of all three ended as each of them agreed, with a"
        f" letter that says what was done and how to come back. The page of {BROTHER} closed in the"
        " browser in which he had signed in.",
        page,
        "Contact does not fade away: it ends with the person, nobody is called or reminded any"
        " more, and whoever comes back tells nothing twice.",
    )


def _safe(story: Family, liaison: Person) -> None:
    """The threat is looked at once more, and the flat is given back."""
    page = story.file(story.victim, "protection/")
    level = ticked(liaison.get(f"{page}threat/"), "level", "Low")
    said = {"level": level, "reasons": "All of them are in prison.", "assessor": "Police of XA"}
    liaison.send(f"{page}threat/", {**said, "sources": ["at_large"], "review_on": day(90)})
    measure = found(rf"({page}measures/\d+/)", liaison.get(page))
    liaison.send(f"{measure}lift/", {"note": "She went home, as she wished."})


def _close_page(story: Family, liaison: Person) -> None:
    """The brother's way to his page is closed; what his browser shows then."""
    page = story.file(story.brother, "view/")
    revoke = found(rf"({page}access/\d+/revoke/)", liaison.get(page))
    liaison.send(revoke, {"why": "Support of him ends, as he agreed."})
    assert story.relative is not None, "he has signed in"  # noqa: S101
    story.closed_page = story.relative.get("/")
