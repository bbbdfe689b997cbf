"""The family, second part: how often somebody speaks with it, and what became of promises."""

import re
from datetime import UTC, datetime, timedelta

from homeward.node.demo.crisis import ahead, choice
from homeward.node.demo.family import BROTHER, BROTHERS_NUMBER, LIAISON, Family
from homeward.node.demo.telling import found

KEPT = "A call this evening"
MISSED = "The name of a doctor"
MOOD = "Angry, then in tears."
WHY = "The doctor was out of reach. He was told so, and that we call at six."
_DUE = "A promise to a family is due"


def contact_plan(story: Family) -> None:
    """Contact is agreed on with the brother; two promises are made, and he gets the record."""
    liaison = story.person(LIAISON)
    phone = {"kind": "phone", "value": BROTHERS_NUMBER, "safe_times": "after six in the evening"}
    liaison.send(story.file(story.brother, "channels/new/"), phone)
    page = liaison.fetch(story.file(story.brother, "plan/new/"))
    ours = choice(page.text, "Family liaison of XA")
    deputy, channel = choice(page.text, "Victim support of XA"), choice(page.text, "Telephone")
    agreed = {"liaison": ours, "deputy": deputy, "every": "24", "channel": channel}
    first = f"{BROTHER}, {BROTHERS_NUMBER}"
    agreed |= {"times": "after six", "agreed_with": BROTHER, "first_life": first}
    liaison.complete(page, {**agreed, "first_release": first})
    soon = datetime.now(UTC) + timedelta(seconds=2)
    spoken = {"said": "That we look for her, and who calls when.", "asked": "Is she hurt?"}
    spoken |= {"mood": MOOD, "promise_1_what": KEPT, "promise_1_due_at": ahead(hours=8)}
    spoken |= {"promise_1_by": ours, "promise_2_what": MISSED, "promise_2_by": ours}
    new = story.file(story.brother, "contacts/new/")
    answer = liaison.send(new, {**spoken, "promise_2_due_at": soon.strftime("%Y-%m-%dT%H:%M:%S")})
    contact = found(r"(/cases/\S+/contacts/\d+/)", answer.url.path)
    story.record = liaison.get(f"{contact}record/")
    liaison.send(f"{contact}handed/", {"how": "hand"})
    story.tells(
        "Contact is agreed on",
        f"One liaison, a deputy, at least one call a day, and who is called first when something"
        f" happens: {BROTHER} agreed to a plan. After the first talk he was handed its record,"
        " with what was said and the two things that were promised.",
        story.file(story.brother, "plan/"),
        "Nobody waits for a call without knowing when it comes, and stress forgets what paper"
        " keeps. Notes for colleagues are not on it.",
    )


def promises(story: Family) -> None:
    """One promise is kept. The other was missed, and the node told of it by itself."""
    liaison = story.person(LIAISON)
    waiting = liaison.wait_for("/duty/notices/", _notice, "the notice of the missed promise", 40)
    liaison.send("/duty/notices/", {}, to=f"{waiting}/acknowledge/")
    listed = story.file(story.brother, "contacts/")
    # Those that wait stand in the order of their time: first the one that was missed.
    missed, kept = _numbers(liaison.get(listed), story)
    page = story.file(story.brother, f"promises/{missed}/")
    refused = liaison.refused(page, {"end": "broken"}, says="Say why, and what the person was told")
    liaison.complete(refused, {"reason": WHY})
    liaison.send(story.file(story.brother, f"promises/{kept}/"), {"end": "kept"})
    story.tells(
        "A promise kept, and one that was not",
        "The call came. The name of the doctor did not: when its time had passed, a notice went to"
        " the liaison by itself. It is settled as not kept, with the reason and with what the"
        " brother was told.",
        listed,
        "Who promised does not have to remember, and a missed promise is not swept under.",
    )


def _notice(page: str) -> str | None:
    """The number of the notice that a promise is due, where it has come."""
    for line in re.split(r"<li\b", page):
        number = re.search(r"/duty/notices/(\d+)/acknowledge/", line)
        if _DUE in line and number:
            return number.group(1)
    return None


def _numbers(page: str, story: Family) -> list[str]:
    return re.findall(rf'href="{story.file(story.brother)}promises/(\d+)/"', page)
