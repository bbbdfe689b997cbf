"""The chapter of a family: what its scenes share, and its first hour. Everything is invented.

The scenes stand here (first call, files, what may be told, who decides for a child), in
family_contact.py (contact and promises), family_needs.py (needs over time), family_page.py (the
page that a relative reads), family_release.py (release, interviews, the agreed end), family_help.py
(protection, services), family_rights.py (to be told and heard) and family_money.py (losses and
compensation).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from homeward.node.demo.client import Person, Visitor
from homeward.node.demo.crisis import LEAD, choice, moment
from homeward.node.demo.telling import Telling, found

LIAISON, SUPPORT = "liaison.xa", "support.xa"
INVESTIGATOR = "officer.xa"
VICTIM, BROTHER, CHILD, AUNT = "Mara Quay", "Joss Quay", "Tim Quay", "Ada Quay"
NUMBER, BROTHERS_NUMBER = "+99 000 222", "+99 000 555"
_CALL = r"/cases/first-call/([0-9a-f-]{36})/"


@dataclass(slots=True)
class Family(Telling):
    """What the players of the chapter learn: the case, the number of each file, what they read."""

    reference: str = ""
    victim: str = ""
    brother: str = ""
    child: str = ""
    service: str = ""
    referral: str = ""
    letter: bytes = b""
    hidden: int = 0
    record: str = ""  # of a contact, as it was printed for the brother
    own_page: str = ""  # what the brother read, and what was printed for who does not sign in
    own_letter: bytes = b""
    closing_letter: bytes = b""
    relative: Visitor | None = None  # he, at his own browser
    closed_page: str = ""
    over_time: str = ""  # the child's needs, as their page says
    rights: str = ""

    @property
    def case(self) -> str:
        """The address of the case."""
        return f"/cases/{self.reference}/"

    @property
    def support(self) -> str:
        """The address of the case's tab *Support*."""
        return f"{self.case}support/"

    def file(self, number: str, below: str = "") -> str:
        """The address of a support file, or of a page below it."""
        return f"{self.support}{number}/{below}"

    def tells(self, title: str, what: str, path: str, proves: str) -> None:
        """Tell the next step, which lies on XA's node."""
        self.say(title, what, "XA", path, proves)


def day(ahead: int) -> str:
    """A day to come, as a field of the node takes it."""
    return (datetime.now(UTC) + timedelta(days=ahead)).strftime("%Y-%m-%d")


def first_call(story: Family) -> None:
    """The brother calls; the case that comes of it has a family from its first minute."""
    lead = story.person(LEAD)
    call = found(_CALL, str(lead.send("/cases/first-call/", {}).url))
    caller = {"callback": "+99 000 111", "caller_name": BROTHER, "caller_part": "relative"}
    event = {"description": "My sister did not come off the ferry; somebody wrote from her phone."}
    event |= {"seen": "offenders", "place": "Ferry (invented)", "moved": "yes"}
    screens: dict[str, dict[str, str | list[str]]] = {
        "caller": {**caller, "safe_to_call": "yes"},
        "event": {**event, "occurred_from": moment(days=2), "occurred_to": moment(days=2)},
        "each-victim": {"name_1": VICTIM, "age_1": "adult"},
        "type": {"typology": "extortion", "purposes": ["gain"]},
    }
    for screen, answers in screens.items():
        lead.send(f"/cases/first-call/{call}/{screen}/", answers)
    review = f"/cases/first-call/{call}/review/"
    answer = lead.send(review, {"title": "Taken at the ferry", "lead_authority": "XA-POLICE"})
    story.reference = found(r"/cases/([A-Z]{2}-\d{4}-\d{6})/", str(answer.url))
    places = {"Family liaison of XA": "victims", "Victim support of XA": "victims"}
    for name, wall in [*places.items(), ("Officer of XA", "investigation")]:
        page = lead.fetch(f"{story.case}members/")
        lead.complete(page, {"colleague": choice(page.text, name), "compartment": wall})
    story.tells(
        "The first call",
        f"{BROTHER} calls: his sister {VICTIM} was taken. The duty officer opens case"
        f" {story.reference} from the call and lets in the family's liaison, a colleague of victim"
        " support and an investigator.",
        story.case,
        "Whoever is there for the family is in the case from its first hour.",
    )


def open_files(story: Family) -> None:
    """A file for each of the family, which the investigation does not find."""
    liaison = story.person(LIAISON)
    story.victim = _open(story, liaison, VICTIM, standing="victim", sex="female", language="fr")
    sibling = {"standing": "relative", "relation": "sibling"}
    story.brother = _open(story, liaison, BROTHER, **sibling)
    child = {"standing": "relative", "relation": "child", "age_from": "9"}
    story.child = _open(story, liaison, CHILD, **child)
    pages = [story.support, story.file(story.victim), story.file(story.child)]
    investigator = story.person(INVESTIGATOR)
    story.hidden = sum(investigator.status(page) == 404 for page in pages)
    story.tells(
        "Three files of one family",
        f"The liaison opened files for {VICTIM}, her brother, and her son of nine. The"
        " investigator, who is a member of the case, gets 404 for each.",
        story.support,
        "The family's file stands apart: only members of the victims' compartment read it.",
    )


def _open(story: Family, liaison: Person, name: str, **facts: str) -> str:
    page = liaison.fetch(f"{story.support}new/")
    if "relation" in facts:
        facts["victim"] = choice(page.text, VICTIM)
    answer = liaison.complete(page, {"whose": "new", "name": name, **facts})
    return found(r"/support/(\d+)/", str(answer.url))


def what_is_told(story: Family) -> None:
    """The brother may be involved: contact stops, and only the lead lets it go on."""
    liaison, lead = story.person(LIAISON), story.person(LEAD)
    rule = story.file(story.brother, "rules/new/")
    why = "He paid debts the day after. The lead asked to wait."
    liaison.send(rule, {"stops_contact": "on", "reason": why})
    calm = {"stops_contact": "", "may_be_told": "That we look for her.", "reason": ""}
    opened = liaison.open(rule, calm)
    values = {k: v for k, v in opened.values.items() if k != "stops_contact"}
    liaison.press_refused(type(opened)(opened.address, opened.page, values), code=403)
    opened = lead.open(rule, calm | {"told_by": "The family's liaison, nobody else"})
    values = {k: v for k, v in opened.values.items() if k != "stops_contact"}
    lead.press(type(opened)(opened.address, opened.page, values))
    story.tells(
        "What the brother may be told",
        "A relative may be a suspect: the liaison stopped contact with the brother, could not let"
        " it go on alone, and the lead did, with what he may be told and by whom.",
        story.file(story.brother, "rules/"),
        "What a relative is told is decided before anybody speaks, and every rule stays readable.",
    )


def who_decides(story: Family) -> None:
    """A child's consent needs who decides for it, and the child is asked as well."""
    liaison = story.person(LIAISON)
    consent = story.file(story.child, "consents/new/")
    given = {"purpose": "debrief", "recipient": "person", "recipient_name": "A. Interviewer"}
    given |= {"how": "signed", "childs_view": "He wants his aunt to sit with him."}
    sent = {**given, "covers": ["identity", "health"]}
    liaison.refused(consent, sent, says="Choose who decides for this person")
    guardian = {"name": AUNT, "capacity": "court", "decided_on": day(-2)}
    guardian |= {"decision": "Family court of XA, order 12 (invented)"}
    liaison.send(story.file(story.child, "guardians/new/"), guardian)
    page = liaison.fetch(consent)
    sent |= {"guardian": choice(page.text, AUNT), "given_at": moment(hours=3)}
    liaison.complete(page, sent)
    story.tells(
        "Who decides for the child",
        f"The police would ask {CHILD} what he saw. Consent was refused until the guardian whom"
        f" the court named, his aunt {AUNT}, was entered; then she gave it, and what the child"
        " itself wants stands beside it.",
        story.file(story.child, "consents/"),
        "The database refuses a child's consent without a guardian's decision that holds.",
    )
