"""The family, last part: what it lost, and compensation to its end. The sums add up."""

import re

from homeward.node.demo.crisis import choice, today
from homeward.node.demo.family import LIAISON, SUPPORT, VICTIM, Family, day
from homeward.node.demo.telling import found

CURRENCY = "XAD"


def losses(story: Family) -> None:
    """What the kidnapping cost her, each line verified by a second person."""
    liaison, second = story.person(LIAISON), story.person(SUPPORT)
    new = story.file(story.victim, "losses/new/")
    for kind, amount in (("income", "4,000.00"), ("medical", "1,500.00")):
        line = {"kind": kind, "amount": amount, "currency": CURRENCY, "from_day": today()}
        liaison.send(new, {**line, "borne_by": "person"})
    page = story.file(story.victim, "losses/1/verify/")
    second.refused(page, {"read": "on"}, code=409)  # nothing shows it yet
    paper = {"kind": "document", "title": "Pay slip (invented)", "compartment": "victims"}
    liaison.send(f"{story.case}items/new/", paper)
    item = re.findall(r"/items/(\d+)/", liaison.get(f"{story.case}items/"))[0]
    liaison.send(story.file(story.victim, "losses/1/item/"), {"item": item})
    second.send(page, {"read": "on"})
    story.tells(
        "What was lost",
        f"{VICTIM} lost wages and paid for treatment: 5,500.00 in all, one line verified.",
        story.file(story.victim, "losses/"),
        "General Assembly resolution 59/154, paragraph 6: the economic harm is seen and counted.",
    )


def compensation(story: Family) -> None:
    """Compensation is asked from confiscated proceeds, granted in part, and paid."""
    liaison = story.person(LIAISON)
    back = {"kind": "confiscation", "authority": "Court of XA", "reference": "C 12 (invented)"}
    back |= {"on": today(), "amount": "9,000.00", "currency": CURRENCY}
    liaison.send(f"{story.support}recovered/new/", back)
    new = story.file(story.victim, "compensation/new/")
    fields = re.findall(r'name="(asked_\d+)"', liaison.get(new))
    asked = dict(zip(fields, ("4,000.00", "1,500.00"), strict=True))
    claim = {"source": "proceeds", "basis": "UNTOC art. 14(2) and the law of XA (invented)"}
    claim |= {"authority": "Court of XA", "filed_on": today(), "reference": "F 3 (invented)"}
    liaison.refused(new, {**claim, fields[0]: "4,000.01"})
    answer = liaison.send(new, {**claim, **asked, "deadline": ""})
    page = found(r"(/cases/\S+/compensation/\d+/)", answer.url.path)
    parts = re.findall(r'name="(amount_\d+)"', liaison.get(f"{page}decide/"))
    granted = dict(zip(parts, ("4,000.00", "500.00"), strict=True))
    decided = {"verdict": "partly", "on": today(), "authority": "Court of XA"}
    decided |= {"reference": "D 7 (invented)", "appeal_by": day(30)}
    liaison.send(f"{page}decide/", {**decided, **granted})
    recovered = choice(liaison.get(f"{page}pay/"), "Confiscation")
    paid = {"on": today(), "reference": "P 1 (invented)", "recovered": recovered}
    liaison.refused(f"{page}pay/", {**paid, parts[1]: "500.01"})
    liaison.send(f"{page}pay/", {**paid, **granted})
    story.tells(
        "Compensation",
        "Asked of confiscated proceeds: 5,500.00; granted 4,500.00; paid 4,500.00 from the"
        " confiscation that was entered with authority, reference and date. A cent more was"
        " refused at each step.",
        page,
        "UNTOC 14(2) and 25(2): compensation has its own road, followed to its end.",
    )
