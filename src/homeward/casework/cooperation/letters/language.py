"""The six languages in which letters are made, and the words of requests in each of them.

English is the language of the declarations, French comes from the catalogues of the pages. The
other four have a table here, by the English words, because no page is read in them yet. A word that
no table holds stays English; `untranslated` names it, and a test lets no declared kind lack one.
What is a button on the page ("Refuse") is a heading in the letter of that step ("Reasons for the
refusal"): for these English and French have a table too.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from homeward.casework.cooperation.declaration import Text
from homeward.casework.cooperation.models import Request
from homeward.foundation.authorities.models import State
from homeward.foundation.authorities.ports import institutions

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
RIGHT_TO_LEFT = frozenset({"ar"})
# Those whose words stand in the catalogues.
_IN_CATALOGUES = frozenset({"en", "fr"})
_WORDS = Path(__file__).parent / "words"
# As Django and Babel know them.
_LOCALES = {"zh": "zh-hans"}


def locale_code(language: str) -> str:
    """The code that dates and figures are written by."""
    return _LOCALES.get(language, language)


def plain(code: str) -> str:
    """The language of a code with a script or a country, such as zh-Hans or pt-BR."""
    return code.replace("_", "-").partition("-")[0].lower()


@cache
def table(language: str) -> Mapping[str, Any]:
    """The file of a language: `letter`, the fixed words, and `words`, by English."""
    return tomllib.loads((_WORDS / f"{language}.toml").read_text("utf-8"))


def fixed(language: str, key: str, /, **params: object) -> str:
    """A fixed word of the letter, with named places filled in. KeyError for one nobody wrote."""
    text = str(table(language)["letter"][key])
    return text.format(**params) if params else text


def said(text: Text, language: str) -> str:
    """A declared word in a language; in English where the language has no word for it."""
    english = _english(text)
    found = table(language).get("words", {})
    if language in _IN_CATALOGUES and english not in found:
        with translation.override(language):
            return str(text)
    return str(found.get(english, english))


def untranslated(texts: Iterable[Text], language: str) -> list[str]:
    """The English of the words that a language has no word for."""
    if language in _IN_CATALOGUES:
        return []
    known = table(language).get("words", {})
    return sorted({_english(text) for text in texts} - known.keys() - {""})


def accepted_languages(state: str) -> list[str]:
    """The languages in which a State accepts requests: by the directory, else by recorded law."""
    named = State.objects.filter(pk=state).values_list("languages", flat=True).first() or []
    if not named:
        named = [code for one in institutions().get(state, []) for code in one.languages]
    return list(dict.fromkeys(plain(code) for code in named))


def written_in(request: Request) -> str:
    """The language in which the contents are written: as was said, else the node's own."""
    return request.written_in or plain(settings.LANGUAGE_CODE)


def letter_language(request: Request) -> str:
    """The language of the letter: the chosen one, else the best of those that are accepted.

    What needs no translation comes first; where none of the six is accepted, that of the contents.
    """
    if request.letter_in in LANGUAGES:
        return request.letter_in
    accepted, own = accepted_languages(requested_state(request)), written_in(request)
    if own in accepted and own in LANGUAGES:
        return own
    made = [code for code in accepted if code in LANGUAGES]
    return (made or [own if own in LANGUAGES else LANGUAGES[0]])[0]


def requested_state(request: Request) -> str:
    """The code of the State that is asked."""
    is_ours = request.side == "requesting"
    return request.other_state if is_ours else str(settings.HOMEWARD_STATE)


def _english(text: Text) -> str:
    with translation.override("en"):
        return str(text)
