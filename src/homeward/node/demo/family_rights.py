"""The family, sixth part: to be told of the proceedings, to be heard, and to complain."""

import re

from homeward.node.demo.client import Person
from homeward.node.demo.crisis import ahead, choice, ticked, today
from homeward.node.demo.family import (
    BROTHER,
    INVESTIGATOR,
    LIAISON,
    SUPPORT,
    VICTIM,
    Family,
)
from homeward.node.demo.telling import found

SUSPECT, COURT = "R. Invented", "Harbour Court of XA (invented)"
TEXT = "I waited for the name of a doctor. Nobody called."
SAID = "I cannot take the ferry any more. I want the court to know."


def rights(story: Family) -> None:
    """She hears of hearing and decision; what she says reaches the court."""
    liaison, officer = story.person(LIAISON), story.person(INVESTIGATOR)
    page = story.file(story.victim, "rights/")
    wish = liaison.fetch(f"{page}wish/")
    channel = choice(wish.text, "Telephone")
    wanted = {"kinds": ["hearing", "decision"], "channel": channel, "not_when": "on Sundays"}
    liaison.complete(wish, wanted)
    charge = _charged(story, officer)
    officer.send(f"{charge}hearing/", {"at": ahead(hours=1), "place": "Hall 4"})
    _told(story, liaison, "Hearing")
    heard = {"kind": "impact", "stage": "trial", "given_on": today(), "form": "person"}
    answer = liaison.send(story.file(story.victim, "heard/new/"), {**heard, "text": SAID})
    said = found(rf"({story.file(story.victim)}heard/\d+/)", answer.text)
    liaison.send(f"{said}pass-on/", {"to": COURT, "on": today()})
    decided = {"kind": "convicted", "court": COURT, "decided_on": today()}
    officer.send(f"{charge}decision/", decided)
    _told(story, liaison, "Decision")
    liaison.send(f"{said}end/", {"end": "considered", "on": today()})
    story.rights = liaison.get(page)
    story.tells(
        "To be told, and to be heard",
        f"{VICTIM} wants to hear of hearings and decisions. When the investigators entered them,"
        " the liaison learned the kind and the day, not the suspect or the charge, and told her."
        " What she wants the court to know was passed on, and considered.",
        page,
        "UNTOC 25(3): views and concerns of victims are presented and considered.",
    )


def complaint(story: Family) -> None:
    """The brother complains of the missed promise; who works on his file cannot answer."""
    liaison, second = story.person(LIAISON), story.person(SUPPORT)
    new = liaison.fetch(story.file(story.brother, "complaints/new/"))
    made = {"about": "information", "received_on": today(), "form": "person", "text": TEXT}
    handler = choice(new.text, "Victim support of XA")
    answer = liaison.complete(new, {**made, "handler": handler})
    one = found(rf"({story.file(story.brother)}complaints/\d+/)", answer.text)
    reply = {"end": "upheld", "on": today()}
    reply["answer"] = "You are right, and we are sorry. A deputy now sees what is due."
    liaison.refused(f"{one}answer/", reply, code=403)
    second.send(f"{one}answer/", reply)
    story.tells(
        "A complaint",
        f"{BROTHER} complained of the promise that was missed. The liaison, who works on his file,"
        " could not answer it; a colleague did, and found him right.",
        one,
        "Nobody is judge in his own matter, and oversight sees that there is a complaint, and when"
        " it was answered.",
    )


def _charged(story: Family, officer: Person) -> str:
    """A suspect is charged, in the compartment that the support does not see."""
    who = {"role": "suspect", "name": SUSPECT, "compartment": "investigation"}
    officer.send(f"{story.case}people/new/", who)
    listed = f"{story.case}proceedings/"
    page = officer.fetch(f"{listed}new/")
    charge = {"suspect": choice(page.text, SUSPECT), "offence": "Kidnapping (invented)"}
    charge |= {"provision": "Criminal Code of XA, art. 101 (invented)", "court": COURT}
    victims = [ticked(page.text, "victims", VICTIM)]
    shown = officer.complete(page, {**charge, "victims": victims, "charged_on": today()})
    return found(rf"({listed}\d+/)hearing/", shown.text)


def _told(story: Family, liaison: Person, kind: str) -> None:
    """Record that she was told what is owed; it comes by itself, a moment after the entry."""
    page = story.file(story.victim, "rights/")
    owed = rf"<strong>{kind}</strong>.*?({page}notice/\d+/)"
    settle = liaison.wait_for(
        page, lambda text: re.search(owed, text, re.DOTALL), f"the notice: {kind}"
    )
    liaison.send(settle.group(1), {"end": "told", "on": today(), "how": "phone"})
