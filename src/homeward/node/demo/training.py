"""The chapter of training: a State asks for it, it is paid for, and an exercise is played.

The exercise runs on nodes of its own, of the environment *exercise*, beside the demonstration's:
they are started for it and cleared away after it. Everything is invented.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from homeward.node.demo.checks import Check
from homeward.node.demo.telling import Step, Telling, found

STATE, OFFICE, HEAD = "central.xa", "desk.xz", "head.xz"
PLEDGE, COST = "Pledge of Carpania for training", "12,000.00"
SCENARIO = "express"
_ID = r"/assistance/requests/([0-9a-f-]{36})/"


@dataclass(slots=True)
class Training(Telling):
    """What the players learn: the request, how it stood, and what the exercise proved."""

    request: str = ""
    funded: str = ""
    evaluated: str = ""
    elsewhere: int = 0
    proved: list[Check] = field(default_factory=list)

    @property
    def page(self) -> str:
        """The request's address, the same on both nodes."""
        return f"/assistance/requests/{self.request}/"

    def steps(self, username: str, name: str, **words: str) -> None:
        """Make a step of the request, once it is this person's turn."""
        address = f"{self.page}steps/{name}/"
        person = self.person(username)
        person.wait_for(self.page, lambda page: address in page or None, address)
        person.send(address, words)

    def tells(self, title: str, what: str, state: str, proves: str) -> None:
        """Tell the next step, with the request as what to look at."""
        self.say(title, what, state, self.page, proves)


def ask(story: Training) -> None:
    """XA asks the Secretariat for training; the Secretariat says yes and makes an offer."""
    state = story.person(STATE)
    answer = state.send(
        "/assistance/new/",
        {
            "paragraph": "p8a",
            "practice": "act-in-the-first-hour",
            "need": "Our desks have never met a kidnapping together; they want to play one.",
            "capacity": "One room, twelve people, no exercise so far.",
            "kinds": ["course"],
            "urgency": "soon",
            "language": "en",
            "sensitivity": "sensitive",
        },
    )
    story.request = found(_ID, str(answer.url))
    state.send(story.page, {}, to=f"{story.page}send/")
    story.person(OFFICE).wait_for("/assistance/", lambda page: story.page in page or None, "it")
    story.steps(OFFICE, "approve", priority="high", text="Within our mandate.")
    story.steps(
        OFFICE,
        "offer",
        help="course",
        text="An exercise of one day on nodes made for it, with its debrief.",
        language="en",
        begin=day(1),
        end=day(60),
        title_1="The exercise",
        cost_1=COST,
        currency_1="XAD",
    )
    story.steps(STATE, "agree", text="Thank you.")
    story.tells(
        "A State asks for training",
        f"XA asked the Secretariat for an exercise, was offered one at {COST} XAD, and agreed.",
        "XA",
        "61/179 §6 and 59/154 §8(a): asked for, tied to a paragraph and a practice, and"
        " confidential from other States.",
    )


def pay(story: Training) -> None:
    """A pledge pays for it."""
    head = story.person(HEAD)
    head.send(
        "/assistance/funds/new/",
        {
            "kind": "pledge",
            "title": PLEDGE,
            "amount": "20,000.00",
            "currency": "XAD",
            "paragraphs": ["p8a"],
            "document": "Note verbale 12 (invented)",
            "since": day(-300),
        },
    )
    form = head.get(f"{story.page}money/")
    fund = found(rf'value="(\d+)" id="\w+" required><label[^>]*>{PLEDGE}', form)
    head.send(f"{story.page}money/", {"fund": fund, "amount": COST})
    story.funded = story.person(STATE).wait_for(
        story.page, lambda page: page if re.search(r">\s*Funded", page) else None, "Funded"
    )
    story.tells(
        "A pledge pays for it",
        f"{COST} XAD of a pledge were set aside. XA sees that it is funded, and not by whom.",
        "XA",
        "Voluntary resources, earmarked; nothing is delivered that is not paid for.",
    )


def exercise(story: Training) -> None:
    """The exercise is played by script, on nodes of its own beside the demonstration's."""
    from homeward.node.exercise.checks import crossing_checks, exercise_checks
    from homeward.node.exercise.script import play
    from homeward.node.exercise.stage import exercise_nodes

    def tell(title: str, what: str, look: str) -> None:
        story.told += 1
        proves = "On nodes of the environment “exercise”: marked everywhere, refused elsewhere."
        story.tell(Step(f"{story.told} {title}", what, f"{look} (while it ran)", proves))

    stage = story.stage
    with exercise_nodes(stage.folder, lambda _sentence: None, beside=stage.cluster) as nodes:
        played = play(nodes, SCENARIO, tell)
        story.proved = exercise_checks(played)
        target = "XB" if "XB" in stage.nodes else "XA"
        story.proved += crossing_checks(played, stage.url(target))
    story.elsewhere = story.person(STATE).status("/exercises/scenarios/express/plan/")


def evaluate(story: Training) -> None:
    """What was agreed is delivered, and XA says what came of it."""
    held = {"part": "1", "on": day(), "people": "12", "text": "Played; one step was missed."}
    story.steps(OFFICE, "deliver", **held)
    story.steps(OFFICE, "complete", text="")
    words = "The liaison with the family comes first in our plan now."
    story.steps(STATE, "evaluate", useful="5", applied="partly", text=words)
    story.evaluated = story.person(OFFICE).wait_for(
        story.page, lambda page: page if words in page else None, "the evaluation"
    )
    story.tells(
        "Delivered, and evaluated",
        "The Secretariat recorded the delivery, XA what it changed since.",
        "XZ",
        "59/154 §8: what came of assistance is known, without a name.",
    )


def training_checks(story: Training) -> list[Check]:
    """What the chapter came to."""
    refused = story.elsewhere == 409
    return [
        Check("Training: funded by a pledge", "as XA sees it", "Carpania" not in story.funded),
        Check(
            "Training: evaluated",
            "on both nodes" if story.evaluated else "not",
            bool(story.evaluated),
        ),
        Check(
            "Training: planning an exercise on a node of the demonstration",
            f"answered {story.elsewhere}",
            refused,
        ),
        *story.proved,
    ]


def day(ahead: int = 0) -> str:
    """A day as a field of the node takes it, so many days from today."""
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()
