"""Which text of a law something was decided by: the number of the version and its fingerprint."""

import hashlib
import json
from dataclasses import dataclass

from homeward.knowledge.law.changes import to_json
from homeward.knowledge.law.models import LawVersion
from homeward.knowledge.law.queries import content_of

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Edition:
    """A State's law as it stood: `number` is 0 for the text as shipped."""

    state: str
    number: int
    sha256: str

    @property
    def short(self) -> str:
        """The beginning of the fingerprint, to compare by eye."""
        return self.sha256[:_SHOWN]


def edition_of(state: str) -> Edition:
    """The edition in force; also for a State of which nothing is recorded."""
    newest = LawVersion.objects.filter(state=state).order_by("-number")
    number = newest.values_list("number", flat=True).first() or 0
    text = json.dumps(to_json(content_of(state)), sort_keys=True, ensure_ascii=False)
    return Edition(state, number, hashlib.sha256(text.encode()).hexdigest())
