"""Numbers and codes that a family types: made, checked as typed, and written in groups.

Digits only, which every alphabet's readers know and every telephone can type. The last two are
check digits (ISO/IEC 7064, MOD 97-10), so that a slip is told before anything is asked.
"""

import secrets
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import make_password

NUMBER_DIGITS = 12
FIRST_CODE_DIGITS = 24
LIST_CODE_DIGITS = 8
LIST_LENGTH = 10


def new_number() -> str:
    """What somebody types to say who he is: three groups of four digits. No secret."""
    return _checked(NUMBER_DIGITS)


def new_first_code() -> str:
    """The code of a letter, for the first time: eight groups of three digits (73 bits)."""
    return _checked(FIRST_CODE_DIGITS)


def new_list() -> list[str]:
    """The codes of a printed list, for one sign-in each."""
    return ["".join(map(str, _digits(LIST_CODE_DIGITS))) for _ in range(LIST_LENGTH)]


def hashed(code: str) -> str:
    """As it is kept."""
    return make_password(code)


def hashed_each(codes: Sequence[str]) -> list[str]:
    """Each as it is kept; two at a time, because a hash takes long and a letter has ten."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(hashed, codes))


def typed(text: str) -> str:
    """The digits of what was typed, of any script, without spaces, dashes and what nobody sees
    (marks of direction come along when somebody copies); others stay."""
    kept = (c for c in text if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cf"))
    return "".join(str(unicodedata.digit(c, c)) for c in kept)[:100]


def is_sound(code: str, digits: int) -> bool:
    """Whether it has its length and its check digits agree."""
    return len(code) == digits and code.isascii() and code.isdigit() and int(code) % 97 == 1


def in_groups(code: str, size: int) -> str:
    """For reading: groups with spaces between."""
    return " ".join(code[at : at + size] for at in range(0, len(code), size))


def shown_number(number: str) -> str:
    """A number as it is printed."""
    return in_groups(number, 4)


def shown_first_code(code: str) -> str:
    """A first code as it is printed."""
    return in_groups(code, 3)


def shown_list_code(code: str) -> str:
    """A code of the list as it is printed."""
    return in_groups(code, 4)


def _digits(count: int) -> list[int]:
    return [secrets.randbelow(10) for _ in range(count)]


def _checked(length: int) -> str:
    body = "".join(map(str, _digits(length - 2)))
    return f"{body}{98 - int(body + '00') % 97:02d}"
