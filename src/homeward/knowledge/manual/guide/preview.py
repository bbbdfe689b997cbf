"""What a pack would bring, before it is loaded: beside its last version here, and the library."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from homeward.foundation.access.models import User
from homeward.knowledge.manual.guide.differing import differences
from homeward.knowledge.manual.guide.library import (
    Held,
    library,
    packs,
    practices_of_pack,
    read_text,
)
from homeward.knowledge.manual.guide.packs import PackContent
from homeward.knowledge.manual.guide.practice import Practice, Translation


class Standing(StrEnum):
    """How a practice of a pack stands to what is here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OLDER = "older"  # of an earlier revision than the one here
    GONE = "gone"  # in the last version of the pack, no longer in this one


@dataclass(frozen=True, slots=True)
class Previewed:
    """A practice of a pack beside the one that is here.

    `here` is its revision here, 0 for a new one; `parts` are the headings that differ; `outdated`
    the languages whose words are of an earlier revision.
    """

    practice: Practice
    standing: Standing
    here: int = 0
    parts: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()


def preview(content: PackContent, viewer: User) -> list[Previewed]:
    """Every practice of a pack, then those that its last version had and this one has not.

    Compared is the last version of the pack that the reader may read, else the library.
    """
    last = _last(content, viewer)
    here = library(viewer)
    found = []
    for code, one in content.practices.items():
        practice = read_text(code, str(one["source"]), one["files"])
        base = last.get(code) or here.get(code)
        found.append(_beside(practice, base.practice if base else None))
    found += [
        Previewed(held.practice, Standing.GONE, held.practice.revision)
        for code, held in last.items()
        if code not in content.practices
    ]
    return found


def _last(content: PackContent, viewer: User) -> Mapping[str, Held]:
    for pack in packs(viewer):
        if (pack.state, pack.code) == (content.state, content.code):
            return practices_of_pack(pack)
    return {}


def _beside(practice: Practice, here: Practice | None) -> Previewed:
    outdated = tuple(
        one for one in practice.texts if practice.translation(one) is Translation.OUTDATED
    )
    if here is None:
        return Previewed(practice, Standing.NEW, outdated=outdated)
    parts = tuple(dict.fromkeys(one.part for one in differences(here, practice)))
    if practice.revision < here.revision:
        standing = Standing.OLDER
    else:
        standing = Standing.CHANGED if parts else Standing.SAME
    return Previewed(practice, standing, here.revision, parts, outdated)
