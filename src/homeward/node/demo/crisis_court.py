"""The crisis, last part: the victim is free, and the offender answers for the harm."""

from homeward.node.demo.crisis import LEAD, OFFICER, SUSPECT, VICTIM, Crisis, moment, ticked, today
from homeward.node.demo.telling import found


def released(story: Crisis) -> None:
    """The victim is back; outcome and harm are recorded, and the ransom as it was agreed."""
    officer = story.person(OFFICER)
    person = story.person_page(VICTIM, officer)
    officer.send(f"{person}edit/", {"outcome": "released", "outcome_on": today()})
    harm = {"kind": "injury", "cause": "caused", "on": today(), "note": "Wrist, from the tape."}
    officer.send(f"{person}harm/", harm)
    ransom = {"currency": "XAD", "agreed": "20,000.00"}
    officer.send(f"{story.case}ransom/", ransom)
    open_harm = officer.get(f"{story.case}proceedings/")
    assert "arm without a charge" in open_harm, "nobody answers for it yet"  # noqa: S101
    story.tells(
        "Released",
        f"{VICTIM} is free, hurt at the wrist. Demanded and agreed sums stand; nothing was paid.",
        person,
        "Each victim has an outcome; harm that nobody is charged with is marked as such.",
    )


def answers_for_it(story: Crisis) -> None:
    """The suspect is charged with the harm, tried, sentenced."""
    lead, officer = story.person(LEAD), story.person(OFFICER)
    people, wall = f"{story.case}people/", {"compartment": "investigation"}
    officer.send(f"{people}new/", {"role": "suspect", "name": SUSPECT, **wall})
    officer.send(f"{story.case}groups/new/", {"name": "The van (invented)", "kind": "gang", **wall})
    group = found(rf"({story.case}groups/\d+/person/)", officer.get(people))
    who = found(rf'<option value="(\d+)"[^>]*>[^<]*{SUSPECT}', officer.get(group))
    officer.send(group, {"person": who, "part": "member"})
    new = f"{story.case}proceedings/new/"
    page = officer.get(new)
    charge = {
        "suspect": found(rf'<option value="(\d+)"[^>]*>[^<]*{SUSPECT}', page),
        "offence": "Kidnapping with bodily injury",
        "provision": "Criminal Code of XA, art. 101 (invented)",
        "victims": [ticked(page, "victims", VICTIM)],
        "harms": [ticked(page, "harms", "Injury")],
        "charged_on": today(),
        "court": "Court of XA",
    }
    officer.send(new, charge)
    listed = f"{story.case}proceedings/"
    one = found(rf"({listed}\d+/)hearing/", officer.get(listed))
    heard = {"at": moment(minutes=1), "place": "Hall 2", "outcome": "He admitted it."}
    officer.send(f"{one}hearing/", heard)
    decided = {"kind": "convicted", "court": "Court of XA", "decided_on": today()}
    officer.send(f"{one}decision/", decided)
    lead.send(f"{one}sentence/", {"kind": "imprisonment", "years": "7"})
    pay = {"kind": "compensation", "amount": "12,000.00", "currency": "XAD"}
    lead.send(f"{one}sentence/", pay)
    appeal = {"by": "defence", "court": "Court of Appeal of XA", "filed_on": today()}
    lead.send(f"{one}appeal/", appeal)
    lead.send(f"{one}appeal-result/", {"result": "upheld", "result_on": today()})
    lead.send(f"{one}end/", {"step": "final"})
    story.tells(
        "The offender answers",
        f"{SUSPECT}, one of a group, was charged with the injury, convicted and sentenced to seven"
        " years and to compensation of the victim; the appeal failed, the decision is final.",
        listed,
        "General Assembly resolution 59/154, paragraph 2: who harms a victim answers for it.",
    )
