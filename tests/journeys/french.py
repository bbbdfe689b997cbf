"""Whether a French page still says something in English.

A page is read in both languages. What it says alike in both is either data, or a word that French
shares with English and that a catalogue holds; anything else was not translated.
"""

import re
from collections.abc import Iterable, Iterator

import polib
from babel import Locale

from homeward.foundation.authorities.demo_directory import DEMO_DIRECTORY
from homeward.node.demo.cast import CAST, TEAMS
from homeward.node.demo.ledgers import HEADINGS
from homeward.node.demo.stage import NAMES
from tests.journeys.crisis_scenery import OWN_WORDS as OF_THE_CRISIS
from tests.journeys.kept_words import kept_words
from tests.journeys.scenery import OWN_WORDS
from tests.journeys.support_scene import OWN_WORDS as OF_SUPPORT
from tests.meta.repository import SOURCES

# References, accounts, addresses, codes and articles are the same in every language.
_CODES = re.compile(
    r"\S*[\d/@]\S*"  # XA-2026-000001, XA00TEST0000000001, /cases/, police@xa.example.org
    r"|\b[A-Z]{2,}\b"  # XA, XTS, UNTOC, FIU
    r"|\bXA-|\bXB-|\bXC-"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def untranslated(pages: Iterable[dict[str, list[str]]]) -> set[str]:
    """What pages say in French as in English, though it is neither data nor French."""
    alike = {text for said in pages for text in set(said["en"]) & set(said["fr"])}
    shared = [re.compile(pattern) for pattern in (*_french_patterns(), *kept_words())]
    parts = {text: [part.strip() for part in text.split("·")] for text in alike}
    return {text for text in alike if any(_is_english(part, shared) for part in parts[text])}


def _is_english(text: str, shared: list[re.Pattern[str]]) -> bool:
    """Whether something is left of a text that is neither data nor French."""
    left = _without_data(text).strip(" ,:;")
    said = {text, left}  # "0203 Exploitation" is as French as "Exploitation"
    return bool(_WORD.search(left)) and not any(p.fullmatch(one) for p in shared for one in said)


def _french_patterns() -> Iterator[str]:
    """Every French sentence of the catalogues, open where something is filled in.

    What is filled in may stand in an element of its own; then the page says the pieces between.
    """
    for path in sorted(SOURCES.rglob("locale/fr/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            for text in () if entry.obsolete else (entry.msgstr, *entry.msgstr_plural.values()):
                pieces = _PLACEHOLDER.split(" ".join(text.split()))
                if _WORD.search(" ".join(pieces)):  # one of places alone fits whatever is said
                    yield ".+".join(map(re.escape, pieces))
                    yield from (re.escape(piece.strip()) for piece in pieces)


def _without_data(text: str) -> str:
    for name in _NAMES:
        text = text.replace(name, "")
    return _CODES.sub("", text)


def _names() -> Iterator[str]:
    """Names of States, authorities, desks and people, of columns and records of the story."""
    yield from ("Homeward", *NAMES.values(), *HEADINGS, *OWN_WORDS, *OF_THE_CRISIS, *OF_SUPPORT)
    for state in DEMO_DIRECTORY["states"]:
        yield state["name"]
        yield from (authority["name"] for authority in state["authorities"])
    # Countries whose name is the same in both languages; another one that stayed English is found.
    english, french = Locale("en").territories, Locale("fr").territories
    yield from (str(name) for code, name in english.items() if french.get(code) == name)
    for teams in TEAMS.values():
        yield from (name for _, name, _ in teams)
    for players in CAST.values():
        yield from (player.full_name for player in players)


_NAMES = sorted(set(_names()), key=len, reverse=True)
