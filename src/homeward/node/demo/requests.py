"""The chapter of requests: what its scenes share. It goes on where the border story ends.

The scenes stand in requests_money.py (a freezing order abroad), requests_records.py (bank records:
refused, asked again, answered), requests_surrender.py (provisional arrest and extradition) and
requests_paper.py (a State without a node). Everything in it is invented.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from homeward.node.demo.client import File, Person, Refused, Values
from homeward.node.demo.crisis import ticked
from homeward.node.demo.story import Story
from homeward.node.demo.telling import Step, Telling, found

OFFICER, CENTRAL = "officer.xa", "central.xa"
SUSPECT = "R. Harrow"
LAW = "Penal Code of XA (invented), art. 101: whoever carries a person away by force in order to be"
LAW += " paid for the release is imprisoned for five to fifteen years. Limitation: twenty years.\n"
_LEAD = r'(?s)<p class="lead mb-0">(.*?)</p>'
_ID = r"/requests/([0-9a-f]{8}-[0-9a-f-]{27})/"


@dataclass(slots=True)
class Requests(Telling):
    """What the players of the chapter learn: requests by their part in it, and what they read."""

    cases: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    ladders: dict[str, str] = field(default_factory=dict)  # the page of each, at its end
    letters: dict[str, bytes] = field(default_factory=dict)  # by language, and the DOCX
    figures: dict[str, str] = field(default_factory=dict)  # by State, as CSV
    refused: dict[str, str] = field(default_factory=dict)  # what the node did not let pass

    @classmethod
    def after(cls, story: Story, before: Telling, tell: Callable[[Step], None]) -> "Requests":
        """The chapter on the nodes and cases of the border story, by those who are signed in."""
        return cls(
            story.stage,
            tell,
            people=before.people,
            told=before.told,
            cases=story.cases,
            run=story.run,
        )

    @property
    def case(self) -> str:
        """The address of XA's case."""
        return f"/cases/{self.cases['XA']}/"

    def path(self, name: str, below: str = "") -> str:
        """The address of a request of the chapter, or of a page below it."""
        return f"/requests/{self.ids[name]}/{below}"

    # --- what people do -----------------------------------------------------------------------

    def draft(
        self, name: str, kind: str, state: str, *, basis: str, urgency: str, **more: str
    ) -> None:
        """XA's officer begins a request of a kind from the case."""
        query = "".join(f"&{key}={value}" for key, value in more.items())
        first = {"other_state": state, "legal_basis": basis, "urgency": urgency}
        address = f"{self.case}requests/new/?kind={kind}&state={state}{query}"
        answer = self.person(OFFICER).send(address, first)
        self.ids[name] = found(_ID, str(answer.url))

    def attach(self, username: str, name: str, file: str, content: bytes, purpose: str) -> None:
        """Attach a file to go with the next message of a request."""
        files: dict[str, File] = {"file": (file, content, "text/plain")}
        self.person(username).send(self.path(name, "files/"), {"purpose": purpose}, files=files)

    def write(self, name: str, parts: Values, documents: Mapping[str, str] | None = None) -> None:
        """XA's officer writes the contents; a document is named by what its file is called."""
        officer = self.person(OFFICER)
        page = officer.fetch(self.path(name, "content/"))
        named = {code: ticked(page.text, code, file) for code, file in (documents or {}).items()}
        officer.complete(page, {**parts, **named})

    def issue(self, name: str) -> None:
        """Another person approves and issues it."""
        for step in ("approve", "issue"):
            self.does(CENTRAL, name, step)

    def does(self, username: str, name: str, change: str, /, **words: str) -> None:
        """Make a change of a request: a button, or a form with what goes along."""
        person, page = self.person(username), self.path(name)
        if words:
            person.send(f"{page}change/{change}/", words)
        else:
            person.send(page, {}, to=f"change/{change}/")

    def arrives(self, username: str, name: str) -> None:
        """Wait until the other State's desk has the request in its list."""
        path = self.path(name)
        self.person(username).wait_for("/requests/", lambda text: path in text or None, path)

    def offered(self, username: str, name: str, change: str) -> None:
        """Wait until a person is offered a change, which the other State's message makes open."""
        self.shows(username, name, f"change/{change}/")

    def shows(self, username: str, name: str, words: str) -> str:
        """Wait until somebody's page of the request shows this; the page."""
        return self.person(username).wait_for(
            self.path(name), lambda text: text if words in text else None, words
        )

    def stands_at(self, username: str, name: str, state: str) -> None:
        """Wait until somebody's page of the request says above everything that it is in a state."""
        self.person(username).wait_for(
            self.path(name), lambda text: state in found(_LEAD, text) or None, state
        )

    def take_up(self, username: str, name: str) -> None:
        """The other State acknowledges a request and works it in the case that it has.

        XA's node has then heard of it: a form that somebody of XA opened before that would be
        refused, as the request changed under it.
        """
        person = self.person(username)
        self.arrives(username, name)
        self.does(username, name, "acknowledge")
        case = self.cases[person.state]
        person.send(self.path(name, "link/"), {"case": case})
        self.stands_at(OFFICER, name, "Acknowledged")

    def close(self, name: str) -> None:
        """XA closes it; its page is kept for the checks."""
        self.does(OFFICER, name, "close")
        self.ladders[name] = self.person(OFFICER).get(self.path(name))

    def let_in(self, lead: Person, name: str) -> None:
        """The lead lets a colleague into the investigation; who is in already stays so."""
        path = f"/cases/{self.cases[lead.state]}/members/"
        page = lead.fetch(path)
        colleague = found(rf'<option value="(\d+)">\s*{name}', page.text)
        with suppress(Refused):
            lead.complete(page, {"colleague": colleague, "compartment": "investigation"})


def day(ahead: int = 0) -> str:
    """A day as a field of the node takes it, so many days from today."""
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


def now() -> str:
    """This moment, as a field of the node takes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")


def prepare(story: Requests) -> None:
    """Who works requests of the investigation is let into it; the suspect is entered."""
    officer = story.person(OFFICER)
    story.let_in(officer, "Central authority of XA")
    wall = {"compartment": "investigation"}
    officer.send(f"{story.case}people/new/", {"role": "suspect", "name": SUSPECT, **wall})
