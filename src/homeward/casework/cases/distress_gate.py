"""The gate before marked material: it asks first, blurs, or lets through, as its reader wishes.

A reader who chose how to open something carries a signed word of it, good for him, for this
record and for half an hour; so a link that he passes on asks its next reader anew. A room that
shows marked material of its own makes a gate by `gate_for`, shows nothing while it `asks`, and puts
`cases/distress_note.html` above what it shows.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from homeward.casework.cases.distress import Mark
from homeward.casework.cases.queries.distress import opened_lately
from homeward.casework.cases.vocabulary.distress import Manner
from homeward.foundation.access.models import User
from homeward.foundation.web.preferences import appearance_of

LASTS = timedelta(minutes=30)
PARAMETER = "show"
_signer = TimestampSigner(salt="homeward.distress")


@dataclass(frozen=True, slots=True)
class Gate:
    """How a record is opened by a reader: `manner` is one of Manner. False where none is marked."""

    mark: Mark
    manner: str
    subject: str
    reader: User

    def __bool__(self) -> bool:
        return bool(self.mark)

    @property
    def asks(self) -> bool:
        """Whether nothing may be shown yet."""
        return bool(self.mark) and self.manner == Manner.ASK

    @property
    def is_blurred(self) -> bool:
        """Whether it is shown blurred."""
        return bool(self.mark) and self.manner == Manner.BLURRED

    @property
    def blurred(self) -> str:
        """The part of an address by which the record is opened blurred."""
        return self._word(Manner.BLURRED)

    @property
    def open(self) -> str:
        """The part of an address by which it is opened as it is."""
        return self._word(Manner.OPEN)

    @property
    def same(self) -> str:
        """The part of an address by which what belongs to it is opened in the same manner."""
        return self._word(self.manner) if self.mark and not self.asks else ""

    @property
    def opened(self) -> int:
        """How often the reader opened marked material in the last seven days."""
        return opened_lately(self.reader)

    def _word(self, manner: str) -> str:
        return f"{PARAMETER}={_signer.sign(f'{self.reader.pk}.{self.subject}.{manner}')}"


def gate_for(
    request: HttpRequest, reader: User, mark: Mark, subject: str, *, by_wish: bool = True
) -> Gate:
    """The gate before a record, named by `subject` (letters, figures and hyphens).

    The reader's own wish "blur first" spares the question, unless `by_wish` says that only the
    question's answer counts.
    """
    manner = _said(request, reader, subject) if mark else Manner.OPEN.value
    if manner == Manner.ASK and by_wish and appearance_of(request).distress == "blur":
        manner = Manner.BLURRED.value
    return Gate(mark, manner, subject, reader)


def _said(request: HttpRequest, reader: User, subject: str) -> str:
    """What the signed word says; that the reader is asked where it is not his, or too old."""
    try:
        said = _signer.unsign(request.GET.get(PARAMETER, ""), max_age=LASTS)
    except BadSignature:
        return Manner.ASK.value
    for manner in (Manner.BLURRED, Manner.OPEN):
        if said == f"{reader.pk}.{subject}.{manner.value}":
            return manner.value
    return Manner.ASK.value
