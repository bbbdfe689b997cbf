"""References to treaty articles in running words, such as "UNTOC 18(15)(b)", as links.

What names no article that is explained here stays as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from homeward.knowledge.law.articles import treaties

_NUMBER = r"\d+(?:\([0-9a-z]+\))*"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of words, and the address of the article that it names, if any."""

    text: str
    url: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """The words in pieces, those that name articles with their addresses.

    Texts of every language name a treaty by its short name, by which it is found here; the pieces
    call it as the reader's language does.
    """
    named = {one.short: one.code for one in treaties().values()}
    short = "|".join(map(re.escape, named))
    listed = re.compile(rf"({short})(?: articles?| art\.)? ({_NUMBER}(?:, {_NUMBER})*)")
    at = 0
    for match in listed.finditer(text):
        yield Piece(text[at : match.start()])
        code, begin = named[match[1]], match.start()
        for number in re.finditer(_NUMBER, match[2]):
            end = match.start(2) + number.end()
            start = match.start(2) + number.start()
            if begin < match.start(2):
                start = begin  # the first one carries the treaty's name
                words = gettext(match[1]) + text[match.end(1) : end]  # translated elsewhere
            else:
                yield Piece(text[begin:start])
                words = text[start:end]
            yield Piece(words, url_of(code, number[0]))
            begin = end
        at = match.end()
    yield Piece(text[at:])


def url_of(treaty: str, reference: str) -> str:
    """The address of an article and passage, such as 18(15)(b); empty where it is not explained."""
    number, *marks = re.findall(r"[0-9a-z]+", reference)
    article = treaties()[treaty].articles.get(number)
    if article is None:
        return ""
    anchor = article.anchor(marks)
    return reverse("law_check:article", args=[treaty, number]) + (f"#{anchor}" if anchor else "")


def linked(text: str | Promise) -> SafeString:
    """The words with links to the articles that they name; everything else is escaped."""
    found = [one for one in pieces(str(text)) if one.text]
    return format_html_join(
        "",
        "{}",
        ((format_html('<a href="{}">{}</a>', p.url, p.text) if p.url else p.text,) for p in found),
    )


# For help texts of forms, whose language is known only when they are shown.
linked_later = lazy(linked, SafeString)
