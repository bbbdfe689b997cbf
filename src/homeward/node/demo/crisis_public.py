"""The crisis, fourth part: what leaves the team: the alert, the print pack, the broken glass."""

from homeward.node.demo.client import Person, Values
from homeward.node.demo.crisis import (
    COMMANDER,
    LEAD,
    OFFICER,
    OUTSIDER,
    OVERSEER,
    Crisis,
    PublicMessage,
    ahead,
    ticked,
)
from homeward.node.demo.telling import found

AREA = "12.0,-3.0 12.0,-2.0 13.0,-2.0 13.0,-3.0 12.0,-3.0"
BOW = "12.0,-3.0 13.0,-2.0 12.0,-2.0 13.0,-3.0 12.0,-3.0"


def alert(story: Crisis) -> None:
    """An alert in two languages: drafted, approved by two, published, updated, cancelled."""
    lead = story.person(LEAD)
    new = lead.get(f"{story.response}alerts/new/")
    begun = {"status": ticked(new, "status", "Exercise"), "languages": "en fr"}
    page = lead.send(f"{story.response}alerts/new/", begun).url.path
    lead.refused(page, {**_words(), "polygons": BOW}, says="crosses itself")
    story.alerts = [_published(story, lead, page, _words())]
    for kind in ("Update", "Cancel"):
        before = f"{story.response}alerts/{story.alerts[-1].number}/"
        page = lead.send(before, {"type": kind}, to="follow/").url.path
        story.alerts.append(_published(story, lead, page, _later(kind)))
    story.tells(
        "The public alert",
        "An alert (exercise) in English and French: an area that crosses itself was refused, two"
        " who wrote nothing of it approved. It was published, updated, and cancelled.",
        f"{story.response}alerts/",
        "CAP 1.2; two approvals counted by the database; nothing of the case that nobody ticked.",
    )


def _words() -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {
        "scope": "Public",
        "note": "Exercise Harbour",
        "categories": ["Safety", "Security"],
        "responses": ["Monitor"],
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
        "expires": ahead(hours=6),
        "sender_name": "Police of XA",
        "contact": "+99 000 000",
        "web": "https://police.example.org/alert",
        "polygons": AREA,
        "risk": "The offenders may move the victim.",
        "alternatives": "A call to the ferry's staff alone.",
    }
    for language in ("en", "fr"):
        fields |= {
            f"event_{language}": "Missing person",
            f"headline_{language}": "Look out for a grey van",
            f"description_{language}": "A grey van was seen at the ferry.",
            f"instruction_{language}": "Do not approach it. Call us.",
            f"area_{language}": "Harbour",
        }
    return fields


def _later(kind: str) -> dict[str, str | list[str]]:
    """What an update or a cancellation says anew; the rest stands as it was."""
    headline = "The van was found" if kind == "Update" else "The alert is over"
    changed: dict[str, str | list[str]] = {
        "expires": ahead(hours=6),
        "risk": "Whoever has the van may hear of it.",
        "alternatives": "To let the first message end by itself.",
    }
    names = ("headline",) if kind == "Update" else ("headline", "description", "instruction")
    for name in names:
        changed |= {f"{name}_{language}": headline for language in ("en", "fr")}
    return changed


def _published(story: Crisis, lead: Person, edit: str, words: Values) -> PublicMessage:
    """Write it, have it approved by two, publish it."""
    lead.send(edit, words)
    page = edit.removesuffix("edit/")
    lead.send(page, {}, to="submit/")
    for username in (COMMANDER, OFFICER):
        story.person(username).send(page, {"read": "on"}, to="approve/")
    lead.send(page, {}, to="publish/")
    message = lead.fetch(f"{page}file/").text
    identifier = found(r"<(?:\w+:)?identifier>([^<]+)<", message)
    return PublicMessage(page.rstrip("/").rsplit("/", 1)[1], identifier)


def print_pack(story: Crisis) -> None:
    """The running case as one PDF, for when the screens are dark."""
    lead = story.person(LEAD)
    answer = lead.send(f"{story.response}pack/", {"role": "tactical", "language": "en"})
    story.pack = answer.content
    story.tells(
        "The print pack",
        f"The running case was printed for the tactical lead: {len(story.pack):,} bytes of PDF.",
        f"{story.response}pack/",
        "Only what role and printer may both see; every copy has its number in the journal.",
    )


def broken_glass(story: Crisis) -> None:
    """A supervisor of another desk must see the case now; oversight reviews it."""
    outsider, overseer = story.person(OUTSIDER), story.person(OVERSEER)
    before = outsider.status(story.case)
    reason = "The minister's crisis room asks now, and the lead is on the line with the family."
    need = {"reference": story.reference, "minutes": "60", "compartments": ["crisis"]}
    outsider.refused("/break-glass/", {**need, "reason": "Now."})
    outsider.send("/break-glass/", {**need, "reason": reason})
    during = outsider.status(f"{story.response}contacts/")
    money = outsider.status(f"{story.case}money/")
    outsider.send("/break-glass/", {}, to="end/")
    after = outsider.status(story.case)
    review = found(
        rf'href="(/break-glass/reviews/\d+/)"[^>]*>[^<]*{story.reference}',
        overseer.get("/break-glass/reviews/"),
    )
    verdict = {"verdict": "justified", "reason": "The lead could not be reached; one look, ended."}
    overseer.send(review, verdict)
    case = overseer.status(story.case)
    statuses = (before, during, money, after, case)
    assert statuses == (404, 200, 404, 404, 404), statuses  # noqa: S101
    story.tells(
        "The broken glass",
        "The central authority's supervisor, to whom this case did not exist, broke its glass for"
        " the crisis compartment, read, and ended it. Money stayed closed. Oversight reviewed it.",
        f"{story.case}broken-glass/",
        "Four hours at most, the lead and oversight told at once, every look in the journal, and"
        " oversight reads the journal without seeing the case.",
    )
