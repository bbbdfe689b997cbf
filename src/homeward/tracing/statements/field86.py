"""Field 86 of MT940: who is at the other end, and the reference that both banks hold.

Banks fill it in by customs of their own. Two are understood: subfields (`?31`) with words such as
`EREF+` of the German banks, and words between slashes (`/CNTP/`, `/EREF/`) of the Dutch and of
SWIFT's guide. The payer's own text stands in it too, and may say anything: nothing after the word
that begins it (`SVWZ+`, `/REMI/`) is taken, nor anything where the field does not begin as its
custom has it.
"""

import re
from dataclasses import dataclass

from homeward.tracing.statements.identifiers import is_iban, is_like_iban, normal

_SUBFIELDS = re.compile(r"\d{3}\?\d{2}")
_PLUS = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|PURP|SQTP|ORCR|ORMR|MDAT|DDAT|RREF|RTRN|TRID|SVWZ|ABWA"
    r"|ABWE|ANAM|IBAN|BIC) ?\+"
)
_SLASHES = re.compile(
    r"/(ADDR|BENM|BIC|CHGS|CNTP|CSID|EREF|EXCH|IBAN|ID|ISDT|MARF|NAME|NRTX|OCMT|ORDP|PREF|PURP|REMI"
    r"|RTRN|SUBID|TRCD|TRTP|ULTB|ULTC|ULTD)/"
)
_TEXT = ("SVWZ", "REMI")
_NUMBER = re.compile(r"[A-Z0-9/-]*[1-9][A-Z0-9/-]*")


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """What field 86 tells; empty where it does not, and no `reference` at all where no word for
    it stands there."""

    account: str = ""
    name: str = ""
    reference: str | None = None


def other_end(details: str, more: str) -> OtherEnd:
    """Account, name and common reference, from field 86 and from the second line of field 61.

    Rabobank has the account there; other banks may have anything, so only an IBAN is taken.
    """
    text = "".join(details.splitlines()).strip()
    found, said = OtherEnd(), ""
    if _SUBFIELDS.match(text):
        found, said = _german(text)
    elif _SLASHES.match(text):
        found = _slashed(text)
    given = (normal(each) for each in (more, said))
    account = found.account or next((each for each in given if is_iban(each)), "")
    return OtherEnd(account, " ".join(found.name.split()), found.reference)


def _german(text: str) -> tuple[OtherEnd, str]:
    """What the subfields tell, and apart from it the IBAN of a word.

    Subfields stand in the order of their numbers: `?31` before a part of the text (`?20` to `?29`)
    or after `?60`, where the text goes on, is the payer's writing.
    """
    pieces = re.split(r"\?(\d{2})", text)
    held = list(zip(pieces[1::2], pieces[2::2], strict=True))
    last = max(
        (place for place, (number, _) in enumerate(held) if "20" <= number <= "29"), default=-1
    )
    purpose = [value for number, value in held[: last + 1] if "20" <= number <= "29"]
    party: dict[str, str] = {}
    for number, value in held[last + 1 :]:
        if number >= "60":
            break
        party[number] = value
    bank, account = normal(party.get("30", "")), normal(party.get("31", ""))
    if re.fullmatch(r"[0-9]{8}", bank) and _NUMBER.fullmatch(account) and account.isdigit():
        account = normal(f"{bank}/{account}")  # as field 25 of that account's own statement has it
    words = _words(purpose)
    name = party.get("32", "") + party.get("33", "")
    return OtherEnd(_account(account), name, words.get("EREF")), words.get("IBAN", "")


def _words(purpose: list[str]) -> dict[str, str]:
    """The words before the payer's text. One that names an account begins a subfield: anywhere
    else it may be part of a reference, which the payer chooses."""
    starts = {sum(len(each) for each in purpose[:number]) for number in range(len(purpose))}
    text = "".join(purpose)
    marks = list(_PLUS.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        return {}
    found: dict[str, str] = {}
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        if mark[1] in _TEXT:
            break
        if mark[1] != "IBAN" or mark.start() in starts:
            found.setdefault(mark[1], text[mark.end() : after.start() if after else None].strip())
    return found


def _slashed(text: str) -> OtherEnd:
    """What the words between slashes tell. A word that stands there twice with two values tells
    nothing: one of them may be part of a reference, which the payer chooses."""
    pieces = _SLASHES.split(text)
    found: dict[str, str] = {}
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        if word in _TEXT:
            break
        value = value.strip() if word == "CNTP" else value.strip(" /")
        found[word] = value if found.get(word, value) == value else ""
    party = found.get("CNTP", "").split("/")
    iban = normal(found.get("IBAN", ""))
    account = _account(normal(party[0]))
    if "CNTP" not in found:
        account = iban if is_like_iban(iban) else ""
    name = found.get("NAME") or (party[2] if len(party) > 2 else "")
    return OtherEnd(account, name, found.get("EREF"))


def _account(found: str) -> str:
    """An account, unless it is a name, or the noughts of a bank that has none to tell."""
    return found if _NUMBER.fullmatch(found) else ""
