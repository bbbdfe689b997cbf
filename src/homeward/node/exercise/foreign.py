"""The simulated authority of another State: it answers requests by itself, by declared rules.

It works through its own pages, as a person would: what it may not do, the node refuses it.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from homeward.node.demo.client import Person, Refused
from homeward.oversight.assistance.exercise.answers import ANSWERABLE, chosen, words_wanted
from homeward.oversight.assistance.exercise.scenario import Answer, Reply

_REQUEST = re.compile(r"/requests/[0-9a-f]{8}-[0-9a-f-]{27}/")
_WAITS = re.compile(r"/(change/(acknowledge|begin|execute|consult|refuse)|link)/")
_PAUSE = 3.0  # seconds between two looks at the desk
# A refusal comes after a consultation (UNTOC 18(26)): once the other State gave its view, or so
# many seconds after it was asked for.
PATIENCE = 300.0
_VIEW = "View given"
_HEADING = re.compile(r"(?s)<h1[^>]*>(.*?)</h1>")
_LETTER = re.compile(r'(?s)<article[^>]*aria-labelledby="letter-title".*?</article>')
_TAGS = re.compile(r"<[^>]+>")


@dataclass(slots=True)
class ForeignAuthority:
    """A desk of a State, with the answers of the scenario that is played, and their words."""

    person: Person
    replies: Sequence[Reply]
    words: Mapping[str, Any]
    answered: dict[str, Answer] = field(default_factory=dict)
    consulted: dict[str, float] = field(default_factory=dict)

    def look(self) -> list[str]:
        """Answer every request that waits and has an answer; their addresses. What the scenario is
        silent about lies there, as on a desk that nobody reads."""
        done = []
        for path in dict.fromkeys(_REQUEST.findall(self.person.get("/requests/"))):
            if path in self.answered:
                continue
            page = self.person.get(path)
            rule = self._rule(page)
            if rule is None or rule.answer is Answer.SILENT:
                continue
            if _WAITS.search(page) and self._answer(path, rule):
                self.answered[path] = rule.answer
                done.append(path)
        return done

    def _rule(self, page: str) -> Reply | None:
        heading, letter = (_text(pattern, page) for pattern in (_HEADING, _LETTER))
        kind = next((code for code, one in ANSWERABLE.items() if one.label in heading), "")
        return chosen(tuple(self.replies), self.person.state, kind, letter)

    def _answer(self, path: str, rule: Reply) -> bool:
        """Go on from where the request stands, as the last look may have ended on its way; whether
        it is answered now."""
        self._press(path, "acknowledge")
        if f"{path}link/" in self.person.get(path):
            self.person.send(f"{path}link/", {"case": ""})  # a new one
        self._press(path, "begin")
        said = {name: str(self.words[rule.id][name]) for name in words_wanted(rule)}
        if rule.answer is Answer.REFUSE:
            return self._refuse(path, rule.ground, said["reasons"])
        now = datetime.now(UTC)
        for name, days in ANSWERABLE[rule.kind].days.items():
            said[name] = (now + timedelta(days=days)).date().isoformat()
        self.person.send(f"{path}change/execute/", {**said, **rule.values})
        return True

    def _refuse(self, path: str, ground: str, reasons: str) -> bool:
        """Consult first; refuse once there is a view, or none came."""
        page = self.person.get(path)
        if f"{path}change/consult/" in page:
            consulted = {"intention": "refuse", "reasons": reasons}
            self.person.send(f"{path}change/consult/", consulted)
            self.consulted[path] = time.monotonic()
            return False
        waited = time.monotonic() - self.consulted.setdefault(path, time.monotonic())
        if _VIEW not in page and waited < PATIENCE:
            return False
        self.person.send(f"{path}change/refuse/", {"ground": ground, "text": reasons})
        return True

    def _press(self, path: str, change: str) -> None:
        if f"change/{change}/" in self.person.get(path):
            self.person.send(path, {}, to=f"change/{change}/")


def _text(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    return " ".join(unescape(_TAGS.sub(" ", found[0])).split()) if found else ""


def keep_answering(
    desks: Sequence[ForeignAuthority], stop: threading.Event, say: Callable[[str], None]
) -> None:
    """Let desks look again and again until they are told to stop; a request that its page refuses
    is tried again, since a person may be at work on it, and said once."""
    known: set[str] = set()
    while not stop.wait(_PAUSE):
        for desk in desks:
            try:
                desk.look()
            except Refused as error:
                if str(error) not in known:
                    known.add(str(error))
                    say(str(error))
