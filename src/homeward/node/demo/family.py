"""The chapter of a family: what its scenes share, and its first days. Everything is invented.

The scenes stand here (files, what may be told, who decides for a child), in family_help.py
(services, protection, requests abroad) and in family_money.py (losses and compensation).
"""

from dataclasses import dataclass

from homeward.node.demo.client import Person
from homeward.node.demo.crisis import LEAD, choice, moment, today
from homeward.node.demo.telling import Telling, found

LIAISON, SUPPORT = "liaison.xa", "support.xa"
INVESTIGATOR = "officer.xa"
VICTIM, BROTHER, CHILD = "Mara Quay", "Joss Quay", "Tim Quay"
NUMBER = "+99 000 222"


@dataclass(slots=True)
class Family(Telling):
    """What the players of the chapter learn: the case, and the number of each file."""

    reference: str = ""
    victim: str = ""
    brother: str = ""
    child: str = ""
    service: str = ""
    referral: str = ""
    letter: bytes = b""
    hidden: int = 0

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


def open_files(story: Family) -> None:
    """A case, whose lead lets the family's liaison in, and a file for each of the family."""
    lead, liaison = story.person(LEAD), story.person(LIAISON)
    new = {
        "title": "Taken at the ferry",
        "lead_authority": "XA-POLICE",
        "place": "Ferry (invented)",
    }
    new |= {"taken_at": moment(days=2), "typology": "extortion", "iccs_code": "020221"}
    answer = lead.send("/cases/new/", {**new, "iccs_reason": "Taken by force for a ransom."})
    story.reference = found(r"/cases/([A-Z]{2}-\d{4}-\d{6})/", str(answer.url))
    members = f"{story.case}members/"
    places = {"Family liaison of XA": "victims", "Victim support of XA": "victims"}
    for name, wall in [*places.items(), ("Officer of XA", "investigation")]:
        lead.send(members, {"colleague": choice(lead.get(members), name), "compartment": wall})
    story.victim = _open(story, liaison, VICTIM, standing="victim", sex="female", language="fr")
    relative = {"standing": "relative", "victim": _victim(liaison, story)}
    story.brother = _open(story, liaison, BROTHER, **relative, relation="sibling")
    story.child = _open(story, liaison, CHILD, **relative, relation="child", age_from="9")
    pages = [story.support, story.file(story.victim), story.file(story.child)]
    investigator = story.person(INVESTIGATOR)
    story.hidden = sum(investigator.status(page) == 404 for page in pages)
    story.tells(
        "Three files of one family",
        f"The liaison opened files for {VICTIM}, who was taken, her brother and her son of nine."
        " The investigator, who is a member of the case, gets 404 for each.",
        story.support,
        "The family's file stands apart: only members of the victims' compartment read it.",
    )


def _open(story: Family, liaison: Person, name: str, **facts: str) -> str:
    page = f"{story.support}new/"
    worker = choice(liaison.get(page), "Family liaison of XA")
    answer = liaison.send(page, {"whose": "new", "name": name, "worker": worker, **facts})
    return found(r"/support/(\d+)/", str(answer.url))


def _victim(liaison: Person, story: Family) -> str:
    return choice(liaison.get(f"{story.support}new/"), VICTIM)


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
    channel = {"kind": "phone", "value": NUMBER, "safe_times": "after eight in the evening"}
    liaison.send(story.file(story.victim, "channels/new/"), channel)
    consent = story.file(story.child, "consents/new/")
    given = {"purpose": "debrief", "recipient": "person", "recipient_name": "A. Interviewer"}
    given |= {"how": "signed", "childs_view": "He wants his aunt to sit with him."}
    sent = {**given, "covers": ["identity", "health"]}
    liaison.refused(consent, sent)
    guardian = {"name": "Ada Quay", "capacity": "court", "decided_on": today()}
    guardian |= {"decision": "Family court of XA, order 12 (invented)"}
    liaison.send(story.file(story.child, "guardians/new/"), guardian)
    chosen = choice(liaison.get(consent), "Ada Quay")
    liaison.send(consent, {**sent, "guardian": chosen})
    story.tells(
        "Who decides for the child",
        "Consent for the child was refused until the court's guardian was entered; then she gave"
        " it, and what the child itself wants stands beside it.",
        story.file(story.child, "consents/"),
        "The database refuses a child's consent without a guardian's decision that holds.",
    )
