"""The simulated authority of another State: it answers requests by itself, by declared rules.

It works through its own pages, as a person would: what it may not do, the node refuses it.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from homeward.node.demo.client import Person, Refused
from homeward.oversight.assistance.exercise.scenario import Answer, Reply

_REQUEST = re.compile(r"/requests/[0-9a-f]{8}-[0-9a-f-]{27}/")
_WAITS = re.compile(r"/(change/(acknowledge|begin|execute|refuse)|link)/")
_PAUSE = 3.0  # seconds between two looks at the desk
# How a kind is called on the page, and what is answered: only kinds that are declared here.
KINDS = {"preservation": "Preservation of data"}
REFUSAL = {"ground": "essential_interests", "text": "EXERCISE: refused by the scenario's rules."}


@dataclass(slots=True)
class ForeignAuthority:
    """The desk of one State, with the rules of the scenario that is played."""

    person: Person
    replies: Sequence[Reply]
    answered: dict[str, Answer] = field(default_factory=dict)

    def look(self) -> list[str]:
        """Answer every request that waits and has a rule; their addresses."""
        done = []
        for path in dict.fromkeys(_REQUEST.findall(self.person.get("/requests/"))):
            if path in self.answered:
                continue
            page = self.person.get(path)
            rule = self._rule(page)
            if rule is not None and _WAITS.search(page):
                self._answer(path, rule.answer)
                self.answered[path] = rule.answer
                done.append(path)
        return done

    def _rule(self, page: str) -> Reply | None:
        own = [one for one in self.replies if one.state == self.person.state]
        return next((one for one in own if KINDS.get(one.kind, "-") in page), None)

    def _answer(self, path: str, answer: Answer) -> None:
        """Go on from where the request stands: the last look may have ended on its way."""
        self._press(path, "acknowledge")
        if f"{path}link/" in self.person.get(path):
            self.person.send(f"{path}link/", {"case": ""})  # a new one
        self._press(path, "begin")
        if answer is Answer.REFUSE:
            self.person.send(f"{path}change/refuse/", REFUSAL)
            return
        until = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
        said = {"kept": "All that was asked for.", "order": "EXERCISE-1", "kept_until": until}
        self.person.send(f"{path}change/execute/", said)

    def _press(self, path: str, change: str) -> None:
        if f"change/{change}/" in self.person.get(path):
            self.person.send(path, {}, to=f"change/{change}/")

    def keep_answering(self, stop: threading.Event) -> None:
        """Look again and again until it is told to stop; a request that its page refuses is tried
        again, since a person may be at work on it."""
        while not stop.wait(_PAUSE):
            try:
                self.look()
            except Refused:
                continue
