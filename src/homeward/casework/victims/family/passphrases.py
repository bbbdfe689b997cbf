"""Words that a person chooses: long enough to be hard to guess, with no rules of signs."""

import unicodedata

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from homeward.casework.victims.family import texts

SHORTEST = 12
FEWEST_WORDS = 4
SHORTEST_WORD = 3
FEWEST_SIGNS = 5
LONGEST = 200


def tidy(typed: str) -> str:
    """The one form of what was typed: however wide its letters and spaces are."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def check(words: str) -> None:
    """Raises ValidationError, in plain words, for what is too short or too easy to guess."""
    several = [one for one in words.split() if len(one) >= SHORTEST_WORD]
    if len(words) < SHORTEST and len(several) < FEWEST_WORDS:
        raise ValidationError(str(texts.WORDS_TOO_SHORT))
    if len(set(words.casefold())) < FEWEST_SIGNS or words.isdigit():
        raise ValidationError(str(texts.WORDS_TOO_EASY))
    try:
        CommonPasswordValidator().validate(words)
    except ValidationError:
        raise ValidationError(str(texts.WORDS_TOO_EASY)) from None
