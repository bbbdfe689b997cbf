"""A page as it is shown: codes turned into words and days into text, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from homeward.casework.victims.family import texts
from homeward.casework.victims.family.content import Content
from homeward.casework.victims.family.doors import Opening
from homeward.foundation.web.formats import day_text


@dataclass(frozen=True, slots=True)
class ShownPage:
    """What the page and the letter have in common. Pairs are (word, what it says)."""

    hello: str
    as_of: str
    doing: str
    promises: Sequence[tuple[str, str]]
    callers: Sequence[tuple[str, str]]
    complain: str
    help_now: str


def shown(content: Content, at: datetime | None) -> ShownPage:
    """The words of a page; `at` is when it was released, None where it was not yet."""
    return ShownPage(
        hello=str(texts.HELLO) % {"name": content.name} if content.name else str(texts.HELLO_PLAIN),
        as_of=str(texts.AS_OF) % {"day": day_text(at)} if at else "",
        doing=content.doing,
        promises=[
            (
                ", ".join([one.what, str(texts.PROMISE_BY) % {"day": day_text(one.by)}])
                if one.by
                else one.what,
                str(texts.PROMISE_STATES[one.state]),
            )
            for one in content.promises
        ],
        callers=[
            (
                str(texts.CALLER_ROLES[one.role]),
                ", ".join(filter(None, (str(texts.CHANNELS[one.channel]), one.when))),
            )
            for one in content.callers
        ],
        complain=content.complain,
        help_now=content.help_now,
    )


def shown_openings(openings: Sequence[Opening]) -> list[tuple[str, str, str]]:
    """Day, kind of job and office of who opened the file."""
    return [
        (day_text(one.day), str(texts.STAFF_ROLES.get(one.role, one.role)), one.authority)
        for one in openings
    ]
