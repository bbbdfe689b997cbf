"""The family, seventh part: protection, and services with consent and with its withdrawal."""

from homeward.node.demo.crisis import LEAD, choice, moment, ticked, today
from homeward.node.demo.family import LIAISON, SUPPORT, VICTIM, Family, day
from homeward.node.demo.telling import found

SERVICE = "Harbour counselling (invented)"
HEALTH = "Sleeps badly; a wrist is in plaster."
ADDRESS = "Third house on the hill (invented)"


def referral(story: Family) -> None:
    """A service is told exactly what the person agreed to, and nothing else."""
    keeper, liaison = story.person(SUPPORT), story.person(LIAISON)
    facts: dict[str, str | list[str]] = {"name": SERVICE, "provider": "Association H (invented)"}
    facts |= {"area": "Harbour district", "languages": "fr, en", "cost": "free"}
    facts |= {"free_places": "4", "phone": "+99 000 333"}
    answer = keeper.send("/support-services/new/", {**facts, "domains": ["psychological"]})
    story.service = found(r"/support-services/(\d+)/", str(answer.url))
    refer = story.file(story.victim, "referrals/new/")
    nobody = 'option value="consent' in liaison.get(refer)
    page = story.file(story.victim, "consents/new/")
    given = {"purpose": "referral", "recipient": f"service:{story.service}", "how": "signed"}
    liaison.send(page, {**given, "covers": ["identity", "reach", "health"]})
    asked = {"basis": choice(liaison.get(refer), SERVICE), "domain": "psychological"}
    beyond = {**asked, "health": HEALTH, "losses": "Her savings."}
    liaison.refused(refer, beyond)
    answer = liaison.send(refer, {**asked, "health": HEALTH})
    story.referral = found(r"/referrals/(\d+)/", str(answer.url))
    below = f"referrals/{story.referral}/"
    page = story.file(story.victim, below)
    story.letter = liaison.send(page, {}, to="letter/").content
    step = {"step": "accepted", "on": today()}
    liaison.send(story.file(story.victim, f"{below}step/"), step)
    assert not nobody, "no referral without a consent"  # noqa: S101
    story.tells(
        "A referral that says what was agreed",
        f"{VICTIM} agreed that a counselling service learns her name, how to reach her and her"
        " health. Her losses, which she did not agree to, were refused; the letter holds the rest.",
        story.file(story.victim, below),
        "A referral stands on a consent or a reasoned decision; the database refuses it otherwise.",
    )


def protection(story: Family) -> None:
    """The offenders call again: the liaison learns that they did, and looks at the threat anew."""
    lead, liaison = story.person(LEAD), story.person(LIAISON)
    contact = {"direction": "incoming", "channel": "phone", "starts_at": moment(minutes=3)}
    contact |= {"threat": "We know where she is.", "handle": "+99 000 444"}
    lead.send(f"{story.case}response/contacts/new/", contact)
    liaison.wait_for(
        story.file(story.victim, "protection/"),
        lambda page: "Contact with the offenders" in page,
        "that there was a contact",
    )
    threat = story.file(story.victim, "protection/threat/")
    level = ticked(liaison.get(threat), "level", "High")
    said = {"level": level, "reasons": "Two of them are free.", "assessor": "Police of XA"}
    liaison.send(threat, {**said, "sources": ["at_large"], "review_on": day(7)})
    measures = story.file(story.victim, "protection/measures/")
    measure = {"kind": "accommodation", "what": "A flat of the service.", "status": "in_force"}
    measure |= {"begins_on": today(), "until": day(30), "review_on": day(7)}
    measure |= {"responsible": "Police of XA"}
    liaison.send(measures, measure)
    again = {**measure, "status": "planned", "begins_on": day(10), "until": day(60)}
    liaison.refused(measures, again, code=409)
    liaison.send(story.file(story.victim, "protection/address/"), {"text": ADDRESS})
    story.tells(
        "Protection",
        "The offenders called the crisis team again. The liaison got a task, look at the threat"
        " again; it says that there was a contact, and not what was said. The threat is high, a"
        " flat was found, a second one for the same days was refused. Where it is, is sealed: two"
        " entitled people open it together.",
        story.file(story.victim, "protection/"),
        "Walls hold, and yet what matters for somebody's safety is known at once. Measures have an"
        " owner and a day of review.",
    )


def withdrawal(story: Family) -> None:
    """She changes her mind: what was shared is recalled."""
    liaison = story.person(LIAISON)
    listed = story.file(story.victim, "consents/")
    one = found(rf"({listed}\d+/withdraw/)", liaison.get(listed))
    liaison.send(one, {"reason": "She wants to choose a service herself."})
    below = story.file(story.victim, f"referrals/{story.referral}/")
    confirmed = {"answer": "deleted", "on": today()}
    liaison.send(f"{below}confirm/", confirmed)
    story.tells(
        "Consent is withdrawn",
        f"{VICTIM} withdrew her consent. The referral was recalled, the service got a notice and"
        " confirmed that it deleted what it had.",
        below,
        "Consent can be taken back, and taking it back has an end that somebody confirmed.",
    )
