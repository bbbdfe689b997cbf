"""The crisis and the manual: a practice is adopted, run on the case, and improved by the field."""

from homeward.node.demo.crisis import COMMANDER, LEAD, Crisis, today
from homeward.node.demo.crisis_call import next_tap
from homeward.node.demo.telling import found

PRACTICE = "act-in-the-first-hour"


def practice(story: Crisis) -> None:
    """A State adopts a practice, runs it as a plan, and sends what it learned to its editors."""
    commander, lead = story.person(COMMANDER), story.person(LEAD)
    page = f"/manual/practices/{PRACTICE}/"
    adopted = {"choice": "adopt", "reason": "Order 12 of XA (invented).", "decided_on": today()}
    commander.send(f"{page}decide/", adopted)
    commander.send(f"{page}progress/", {"stage": "begun", "on": today()})
    answer = lead.send(f"{story.response}plan/start/{PRACTICE}/", {})
    number = found(r"/plan/(\d+)/", str(answer.url))
    running = f"{story.response}plan/{number}/"
    lead.send(running, {"status": "done"}, to=next_tap(lead.get(running)))
    lead.send(f"{running}end/", {"reason": "The exercise of the practice is over."})
    told = {"step": "log", "text": "Say that the night shift writes as well."}
    lead.send(f"{page}suggest/", told)
    waiting = found(r'href="(/manual/suggestions/\d+/)"', commander.get("/manual/suggestions/"))
    commander.send(waiting, {"status": "taken", "answer": "It comes with our next text."})
    story.tells(
        "A practice, adopted and run",
        "XA adopted a practice of the manual, ran its steps as a plan on the case, and sent a"
        " suggestion to its editors, who took it up.",
        f"{page}#on-cases",
        "The end of the plan left figures without names: they are what a grade can rest on.",
    )
