"""What the sender of an answer says may be done with it, beside the handling code.

UNTOC 18(19): what is transmitted serves the investigation, prosecution or proceedings stated in the
request; other uses need the prior consent of the State that gave it, and a disclosure that clears
an accused person is notified before it is made. Where nothing is said, this holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import ContentField, FieldType

PURPOSE, FREE = "purpose", "free"
KEEP, OPEN = "keep", "open"

USES = (
    (PURPOSE, _("Only for what the request states; other uses need the sender's consent")),
    (FREE, _("For any lawful purpose of the receiving State")),
)
SECRECY = (
    (KEEP, _("To be kept confidential")),
    (OPEN, _("Need not be kept confidential")),
)

FIELDS = (
    ContentField(
        "limit_use",
        _("Use"),
        _("What the other State may use this for. Where nothing is chosen, the first holds."),
        "UNTOC 18(19)",
        FieldType.CHOICE,
        required=False,
        choices=USES,
    ),
    ContentField(
        "limit_words",
        pgettext_lazy("use", "Further limits"),
        _("What else the other State has to keep to, in words."),
        "UNTOC 18(19)",
        required=False,
    ),
    ContentField(
        "limit_secrecy",
        _("Confidentiality"),
        _("Where nothing is chosen, it is to be kept confidential."),
        "UNTOC 18(20)",
        FieldType.CHOICE,
        required=False,
        choices=SECRECY,
    ),
)
STRICTEST = {"limit_use": PURPOSE, "limit_secrecy": KEEP}
CODES = tuple(one.code for one in FIELDS)


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be done with something that another State gave.

    `until` ends its confidentiality. `undisclosed` is what was given without a request and is to be
    kept confidential (UNTOC 18(5)): it goes to nobody then, for whatever use.
    """

    use: str = PURPOSE
    words: str = ""
    secrecy: str = KEEP
    until: datetime | None = None
    undisclosed: bool = False

    @property
    def bound_to_purpose(self) -> bool:
        """Whether another use needs the sender's consent."""
        return self.use != FREE

    @property
    def is_confidential(self) -> bool:
        """Whether it is to be kept confidential."""
        is_over = self.until is not None and datetime.now(UTC) > self.until
        return self.secrecy != OPEN and not is_over

    @property
    def goes_to_nobody(self) -> bool:
        """Whether nothing but what was allowed or notified lets it out now."""
        return self.undisclosed and self.is_confidential

    def under(self, conditions: Sequence[str]) -> "Limits":
        """The same under conditions that were accepted: it is bound to its purpose, and to them."""
        if not conditions:
            return self
        said = [
            *self.words.splitlines(),
            *(line for one in conditions for line in one.splitlines()),
        ]
        return replace(self, use=PURPOSE, words="\n".join(dict.fromkeys(filter(None, said))))


def limits_of(data: Mapping[str, object]) -> Limits:
    """The limits that came with an answer; the strictest where it named none."""
    given = data.get("limits")
    said = {str(k): str(v) for k, v in given.items()} if isinstance(given, Mapping) else {}
    return Limits(
        said.get("limit_use") or PURPOSE,
        said.get("limit_words", ""),
        said.get("limit_secrecy") or KEEP,
    )


def apart(fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The fields of an answer, and the limits that were written on the same form."""
    limits = {code: fields[code] for code in CODES if fields.get(code)}
    return {code: text for code, text in fields.items() if code not in CODES}, limits
