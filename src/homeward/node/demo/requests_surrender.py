"""The chapter of requests: a suspect is held abroad, asked for, surrendered, and charged."""

from homeward.node.demo.crisis import choice
from homeward.node.demo.requests import CENTRAL, LAW, OFFICER, SUSPECT, Requests, day
from homeward.node.demo.requests_records import LAW_FILE
from homeward.node.demo.telling import found

ABROAD, HELD, SURRENDER = "central.xb", "arrest", "extradition"
DAYS = 40
OFFENCE = "Kidnapping for ransom on 9 March 2026"
WARRANT_FILE = "warrant-xa.txt"
WARRANT = "Court of XA, warrant 17/2026 (invented): R. Harrow is to be arrested.\n"
_PERSON = {
    "person": "R. Harrow, born 4 May 1984, seen at the harbour of Borduvia",
    "nationality": "XA",
    "stage": "prosecution",
    "offences": OFFENCE,
    "penalty": "Five to fifteen years; time-barred after twenty years",
}


def held(story: Requests) -> None:
    """XB arrests him on an urgent request; from that day the time for the documents runs."""
    story.draft(HELD, "provisional_arrest", "XB", basis="bilateral", urgency="urgent")
    asked = {"warrant_reference": "Court of XA, 17/2026, of today", "request_by": day(20)}
    asked |= {"urgency_why": "He has bought a ticket for a ship."}
    story.write(HELD, {**_PERSON, **asked})
    story.issue(HELD)
    story.take_up(ABROAD, HELD)
    arrest = {"arrested_on": day(), "held_by": "Court of Borduvia, duty judge (invented)"}
    arrest |= {"papers_by": day(DAYS), "papers_rule": "Treaty XA-XB, art. 11 (invented)"}
    story.does(ABROAD, HELD, "arrest", **arrest)
    story.offered(CENTRAL, HELD, "send_documents")
    story.say(
        "Provisional arrest",
        f"XB found {SUSPECT} and holds him for {DAYS} days. Both desks have a task with the last"
        " day for the documents.",
        "XA",
        story.path(HELD),
        "UNTOC 16(9): in urgent cases before the papers; the rule of the time is named.",
    )


def surrendered(story: Requests) -> None:
    """The documents go in time; court and minister decide; he is handed over."""
    story.draft(SURRENDER, "extradition", "XB", basis="bilateral", urgency="urgent")
    story.attach(OFFICER, SURRENDER, LAW_FILE, LAW.encode(), "The provision, in full")
    story.attach(OFFICER, SURRENDER, WARRANT_FILE, WARRANT.encode(), "The warrant")
    promised = {"speciality": "He is tried for nothing else."}
    promised |= {"treatment": "Fair trial, counsel, interpreter.", "arrested_on": day()}
    papers = {"law_text": LAW_FILE, "warrant": WARRANT_FILE}
    story.write(SURRENDER, {**_PERSON, **promised}, papers)
    story.issue(SURRENDER)
    page = story.person(CENTRAL).get(story.path(SURRENDER))
    sent = {"papers_reference": found(r"(XA-\d{4}-\d{6}/\d+)", page), "papers_on": day()}
    story.does(CENTRAL, HELD, "send_documents", **sent)
    story.take_up(ABROAD, SURRENDER)
    story.does(ABROAD, SURRENDER, "bring_to_court")
    court = "Court of Borduvia, extradition chamber (invented)"
    admitted = {"court": court, "court_reference": "BX 12/26", "decided_on": day()}
    story.does(ABROAD, SURRENDER, "admit", **admitted)
    granted = {"decided_by": "Minister of Justice of Borduvia", "reference": "J 4/26"}
    granted |= {"decided_on": day(), "offences_granted": OFFENCE}
    story.does(ABROAD, SURRENDER, "grant", **granted)
    where = {"place": "Bridge of Lower Ford (invented)", "on": day(3), "escort": "Two officers."}
    story.does(ABROAD, SURRENDER, "propose_surrender", **where)
    story.offered(CENTRAL, SURRENDER, "agree_surrender")
    story.does(CENTRAL, SURRENDER, "agree_surrender")
    story.offered(ABROAD, SURRENDER, "surrender")
    handed = {"handed_on": day(), "handed_at": "Bridge of Lower Ford", "handed_to": "Police of XA"}
    story.does(ABROAD, SURRENDER, "surrender", **handed)
    story.say(
        "Surrender",
        f"The documents were there in time. XB’s court admitted it, its minister granted it, the"
        f" two States agreed on day and place, and {SUSPECT} was handed over.",
        "XA",
        story.path(SURRENDER),
        "UNTOC 16 from arrest to surrender, each step by the State that makes it, with its date.",
    )


def held_to_the_grant(story: Requests) -> None:
    """He is charged with what he was surrendered for, and with nothing else."""
    officer = story.person(OFFICER)
    story.shows(OFFICER, SURRENDER, "/surrendered/")
    address = story.path(SURRENDER, "surrendered/")
    page = officer.fetch(address)
    officer.complete(page, {"person": found(r'name="person" value="(\d+)"', page.text)})
    new = f"{story.case}proceedings/new/"
    page = officer.fetch(new)
    charge = {"suspect": choice(page.text, SUSPECT), "charged_on": day()}
    other = {"offence": "Theft of a boat", "provision": "Penal Code of XA, art. 40 (invented)"}
    refused = officer.refused(new, {**charge, **other}, says="for certain offences only")
    story.refused["another offence"] = str(refused.status_code)
    covered = {"offence": OFFENCE, "provision": "Penal Code of XA, art. 101", "under": OFFENCE}
    officer.send(new, {**charge, **covered})
    story.close(SURRENDER)
    story.close(HELD)
    story.say(
        "Held to the grant",
        f"XA charged {SUSPECT} with what XB granted; a charge for another act was refused.",
        "XA",
        f"{story.case}proceedings/",
        "Speciality: whoever is surrendered is tried for the offences of the grant (from memory).",
    )
