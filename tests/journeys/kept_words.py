"""What a French page rightly says in another language: data, kept as its source or writer has it.

Each class is read from where the product has it, and is matched whole: nothing beside it, and no
part of a sentence, is let through by it.
"""

import re
import tomllib
import zoneinfo
from collections.abc import Iterator

import polib

from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
from homeward.knowledge.law.shelf import fictional, shipped
from homeward.node.demo.requests_paper import SENT_TO
from homeward.node.demo.requests_records import ASKED, LIMIT, LINK
from tests.meta.repository import SOURCES

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_COOPERATION = SOURCES / "casework/cooperation"
# Sentences that are written into a request or its covering mail in the language of the officer or
# of the State it goes to, and are what somebody wrote from then on.
_WRITTEN_ONCE = ("casework/cooperation/facts.py", "casework/cooperation/paper_words.py")
# The basis of what was taken in from an answer, as it was called when it was taken in.
_TAKEN_IN = "casework/cooperation/kinds/bases.py"


def kept_words() -> Iterator[str]:
    """Patterns for `re.fullmatch`, one for each text."""
    yield from map(re.escape, (*ASKED.values(), LINK, LIMIT, SENT_TO))
    yield from _zones()
    yield from _laws()
    yield from _points()
    yield from _citations()
    yield from _written_once()


def _zones() -> Iterator[str]:
    """Keys of the IANA's time zones; the calendar's form offers them as they are."""
    yield from map(re.escape, zoneinfo.available_timezones())


def _laws() -> Iterator[str]:
    """Provisions, treaties and sources of recorded laws, called as their record calls them.

    An offence only together with its provision: its name alone may be a word of the page.
    """
    for law in {**shipped(), **fictional()}.values():
        for offence in law.offences:
            for name in (offence.title, offence.name):
                yield re.escape(f"{name} ({offence.provision})")
        for source in law.sources.values():
            yield rf"({re.escape(source.key)}: )?{re.escape(source.title)}"
        for pact in law.pacts:
            yield rf"(\d+\. )?{re.escape(pact.treaty.name)}"


def _points() -> Iterator[str]:
    """A contact point's own short name behind its authority."""
    for state in DEMO_DIRECTORY["states"]:
        for authority in state["authorities"]:
            for point in authority["contact_points"]:
                yield re.escape(f"{authority['name']}: {point['point']}")


def _citations() -> Iterator[str]:
    """Articles of treaties between two States, as the treaty's file cites them."""
    for path in sorted((_COOPERATION / "treaties").glob("*.toml")):
        for table in tomllib.loads(path.read_text("utf-8")).values():
            if isinstance(table, dict):
                yield from (re.escape(cited) for cited in table.values() if isinstance(cited, str))


def _written_once() -> Iterator[str]:
    """English sentences that the node wrote for somebody, once."""
    for entry in polib.pofile(str(_COOPERATION / "locale/fr/LC_MESSAGES/django.po")):
        files = {file for file, _ in entry.occurrences}
        if not entry.obsolete and (files <= set(_WRITTEN_ONCE) or files == {_TAKEN_IN}):
            yield ".+".join(map(re.escape, _PLACEHOLDER.split(entry.msgid)))
