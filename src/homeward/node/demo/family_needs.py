"""The family, third part: what the child needs, what he wants, and what became of it."""

from homeward.node.demo.family import CHILD, LIAISON, Family, day
from homeward.node.demo.telling import found

WANTED = "I want to go to school again, and sleep in my own bed."


def needs(story: Family) -> None:
    """What the child needs is assessed; what he wants becomes a goal with a step to it."""
    liaison = story.person(LIAISON)
    assess = story.file(story.child, "needs/assess/")
    seen = {"level_psychological": "3", "met_psychological": "unmet", "next_on": day(14)}
    seen |= {"note_psychological": "Wakes at night.", "level_social": "2", "met_social": "unmet"}
    liaison.send(assess, {**seen, "summary": "He is at his aunt's and does not go to school."})
    school = {"domain": "social", "kind": "school", "urgency": "days"}
    school["text"] = "Somebody who takes him to school and fetches him."
    liaison.send(story.file(story.child, "needs/new/"), school)
    plan = story.file(story.child, "goals/")
    liaison.send(f"{plan}new/", {"words": WANTED, "domain": "social"})
    step = found(rf"({plan}\d+/step/)", liaison.get(plan))
    liaison.send(step, {"text": "Agree with the school who fetches him.", "due_on": day(3)})
    story.tells(
        "What the child needs",
        f"The liaison and {CHILD} looked at each part of life: how large the problem is, and"
        " whether help is there. What he wants stands in the plan in his own words, with a step,"
        " who takes it and by when.",
        plan,
        "Help begins with what the person wants; every step is somebody's task with a day.",
    )


def needs_again(story: Family) -> None:
    """Later it is looked at anew: what changed is seen, part by part."""
    liaison = story.person(LIAISON)
    plan = story.file(story.child, "goals/")
    step = found(rf"({plan}steps/\d+/)", liaison.get(plan))
    liaison.send(step, {"state": "done", "reason": "His aunt and the school agreed."})
    goal = found(rf"({plan}\d+/)\"", liaison.get(plan))
    liaison.send(goal, {"status": "reached", "reason": "He goes to school, from his own home."})
    listed = story.file(story.child, "needs/")
    need = found(rf"({listed}\d+/)", liaison.get(listed))
    liaison.send(need, {"status": "met", "reason": "He is fetched each day."})
    better = {"level_psychological": "1", "met_psychological": "met"}
    better |= {"level_social": "0", "met_social": "no_need"}
    liaison.send(f"{listed}assess/", better)
    story.over_time = liaison.get(f"{listed}course/")
    story.tells(
        "Looked at again",
        f"{CHILD} goes to school; his goal is reached and the need met. The second assessment"
        " stands beside the first: from severe to mild, and from moderate to none.",
        f"{listed}course/",
        "Whether help helped is seen over time. Levels are never added up to one figure.",
    )
