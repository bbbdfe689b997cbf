"""The crisis, second part: who is on duty, who has which role, what was heard and decided."""

from homeward.node.demo.crisis import (
    COMMANDER,
    LEAD,
    NAMES,
    NEGOTIATOR,
    OFFICER,
    VICTIM,
    Crisis,
    ahead,
    choice,
    moment,
)
from homeward.node.demo.telling import found

RECORDING = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + b"\x00" * 48
ASKED, LOWERED = "90,000.00", "60,000.00"


def duty(story: Crisis) -> None:
    """The supervisor makes the roster; the shift is handed over with a note."""
    plans, first = story.person(COMMANDER), story.person(LEAD)
    plans.send("/duty/roles/new/", {"code": "duty_officer", "kind": "working"})
    shifts = "/duty/shifts/new/"
    for order, username in (("1", LEAD), ("2", OFFICER)):
        who = choice(plans.get(shifts), NAMES[username])
        times = {"starts_at": moment(minutes=5), "ends_at": ahead(hours=8)}
        plans.send(shifts, {"person": who, "order": order, **times})
    twice = {"person": choice(plans.get(shifts), NAMES[OFFICER]), "order": "1"}
    plans.refused(shifts, {**twice, "starts_at": moment(), "ends_at": ahead(hours=2)})
    note = "Case open since the afternoon; the crisis team has it. Relatives call on the line."
    new = "/duty/hand-overs/new/"
    receiver = choice(first.get(new), NAMES[OFFICER])
    first.send(new, {"receiver": receiver, "note": f"{story.reference}: {note}"})
    second = story.person(OFFICER)
    given = found(r'href="(/duty/hand-overs/\d+/)"', second.get("/duty/hand-overs/"))
    second.send(given, {}, to="take/")
    story.tells(
        "Duty",
        "The commander put two officers on duty; a second one to be called first at the same time"
        " was refused. The duty officer handed over with a note, and the next one took over.",
        "/duty/",
        "Who is called, and in which order, is known before it is needed.",
    )


def roles(story: Crisis) -> None:
    """Roles are given; whoever decides never negotiates."""
    lead = story.person(LEAD)
    new = f"{story.response}roles/new/"
    for role, username in (("strategic", COMMANDER), ("negotiator", NEGOTIATOR)):
        lead.send(new, {"role": role, "holder": choice(lead.get(new), NAMES[username])})
    both = {"role": "negotiator", "holder": choice(lead.get(new), NAMES[COMMANDER])}
    lead.refused(new, both, says="never negotiates")
    table = f"{story.response}roles/"
    talks = story.person(NEGOTIATOR)
    row = found(rf"({table}\d+/hand-over/)", talks.get(table).split(NAMES[NEGOTIATOR], 1)[1])
    receiver = choice(talks.get(row), NAMES[OFFICER])
    note = {"situation": "One call so far; they wait for an answer.", "watch": "The time they set."}
    answer = talks.send(row, {"receiver": receiver, **note})
    story.person(OFFICER).send(answer.url.path, {}, to="confirm/")
    story.tells(
        "Roles apart",
        "The commander decides, the negotiator speaks. That the commander negotiates as well was"
        " refused with the rule. At the change of shift both confirmed the hand-over note.",
        table,
        "The rule is data of the State, and holds for everybody in every case.",
    )


def contacts(story: Crisis) -> None:
    """What the offenders said, in the order of the calls; a proof of life is verified."""
    talks = story.person(NEGOTIATOR)
    new = f"{story.response}contacts/new/"
    first = {
        "direction": "incoming",
        "channel": "phone",
        "handle": "+99 000 777",
        "starts_at": moment(minutes=30),
        "demanded": ASKED,
        "demand_currency": "XAD",
        "threat": "No police.",
        "deadline_stated": ahead(hours=6),
        "deadline_real": ahead(hours=5),
        "proof_asked": "on",
        "victim_condition": "Not heard",
        "next_step": "Ask for a proof of life again.",
        "next_expected": ahead(hours=1),
    }
    wave = {"recording": ("first-call.wav", RECORDING, "audio/wav")}
    talks.send(new, first, files=wave)
    second = {
        "direction": "incoming",
        "channel": "message",
        "starts_at": moment(minutes=10),
        "demanded": LOWERED,
        "demand_currency": "XAD",
        "offered": "5,000.00",
        "offer_currency": "XAD",
        "proof_asked": "on",
        "proof_given": "on",
        "proof_kind": "answer",
        "proof_detail": "The answer to the question that the family chose.",
        "victim_condition": "Tired, not hurt, as far as could be heard",
        "assessment": "They go down; they want to end it soon.",
        "next_expected": ahead(hours=2),
    }
    answer = talks.send(new, second)
    verdict = {"result": "genuine", "note": "The sister knows the answer; nobody else does."}
    try_alone = talks.get(answer.url.path)
    assert 'name="result"' not in try_alone, "who recorded it is offered no verdict"  # noqa: S101
    story.person(OFFICER).send(answer.url.path, verdict)
    story.tells(
        "Contacts",
        "Two contacts with demand, threat, deadline as stated and as assessed, and the hash of the"
        " recording. A proof of life was asked for and given; another officer verified it.",
        f"{story.response}demands/",
        "Clocks follow from the contacts; demands over time stand as picture and table. Nothing"
        " here approves a payment.",
    )


def decisions(story: Crisis) -> None:
    """A decision with its approver, and its correction as a new entry."""
    lead, second = story.person(LEAD), story.person(COMMANDER)
    new = f"{story.response}decisions/new/"
    page = lead.get(new)
    entry = {
        "situation": "A proof of life was given. The next contact is expected within two hours.",
        "options": "Wait for their call; or write first.",
        "decision": "Wait until their time, then write.",
        "reason": "Haste would raise the demand.",
        "approver": choice(page, NAMES[COMMANDER]),
    }
    answer = lead.send(new, {**entry, "compartment": "crisis"})
    second.send(answer.url.path, {"verdict": "yes", "note": ""})
    better = {"options": "Wait for their call; write first; or let the family write."}
    answer = lead.send(f"{answer.url.path}correct/", better)
    second.send(answer.url.path, {"verdict": "yes", "note": ""})
    story.tells(
        "Decisions",
        "A decision stands with situation, options and reason; the commander confirmed it. An"
        " option had been left out, so a new entry corrects the first.",
        f"{story.response}decisions/",
        "Two persons stand behind each, and the database lets nobody change what was written.",
    )


def two_officers(story: Crisis) -> None:
    """Two officers write on one record; the second decides field by field."""
    lead, second = story.person(LEAD), story.person(OFFICER)
    edit = f"{story.person_page(VICTIM, lead)}edit/"
    mine = {"nationality": "XA", "languages": "fr", "age_from": "40"}
    stale = second.open(edit, {**mine, "outcome": "still_held"})
    lead.send(edit, {"nationality": "XB", "sex": "female", "outcome": "still_held"})
    shown = second.press_refused(stale, code=409, says=f"Kept by {NAMES[LEAD]}")
    choices = {"version_nationality": "theirs"}
    second.press(second.fill(shown, choices))
    story.tells(
        "No lost edit",
        f"Two officers changed {VICTIM} at once. The second saw both versions, took the nationality"
        " of the first and kept his own age and language.",
        f"{story.case}people/",
        "Nobody overwrites what he has not seen, and nothing typed is lost.",
    )


def notices(story: Crisis) -> None:
    """The medicine is due, and somebody says that he sees to it."""
    lead = story.person(LEAD)
    waiting = lead.wait_for(
        "/duty/notices/", lambda page: page if "/acknowledge/" in page else None, "a notice", 60
    )
    number = found(r"/duty/notices/(\d+)/acknowledge/", waiting)
    lead.send("/duty/notices/", {}, to=f"{number}/acknowledge/")
    story.tells(
        "Notices",
        "The medicine's time came, so a notice went to the duty officer, who answered with one"
        " tap. Unanswered, it would have gone on to the next on duty, the supervisor, oversight.",
        "/duty/notices/",
        "Clocks do not depend on anybody's memory; a life at risk knows no quiet hours.",
    )
