"""Where a practice leads for a reader: playbooks, tools, topics of the law, other practices."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.foundation.access.models import User
from homeward.knowledge.manual import shelf
from homeward.knowledge.manual.guide.library import Held, library, practices_of_pack
from homeward.knowledge.manual.guide.lists import SERVICES, TOOLS, TOPICS
from homeward.knowledge.manual.guide.practice import Practice
from homeward.knowledge.manual.guide.shelf import steps_from
from homeward.knowledge.manual.ports import offered_tools, tool_place


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere a practice leads; without an address it is only named.

    `absent` where it is a tool that no room of this installation offers, to anybody.
    """

    label: str
    url: str = ""
    absent: bool = False


def address_of(held: Held) -> str:
    """The page of a practice."""
    if held.pack is not None:
        return reverse("manual:in_pack", args=[held.pack.state, held.pack.code, held.code])
    return reverse("manual:practice", args=[held.code])


def reachable(viewer: User, held: Held | None = None) -> dict[str, Held]:
    """The practices to which a text may lead, by code: those of its own pack first, then the
    library's."""
    inside = practices_of_pack(held.pack) if held is not None and held.pack is not None else {}
    return library(viewer) | inside


def leads_of(
    practice: Practice, viewer: User, known: Mapping[str, Held]
) -> list[tuple[str, list[Link]]]:
    """Everything a practice leads to, by kind; kinds without any are left out, and so are practices
    that the reader may not read."""
    playbook = shelf.shipped().get(practice.playbook)
    found: list[tuple[str, list[Link]]] = [
        (
            _("Playbook"),
            [Link(playbook.title, reverse("manual:playbook", args=[playbook.code]))]
            if playbook
            else [],
        ),
        (
            _("Steps of playbooks"),
            [
                Link(
                    _("%(playbook)s: %(step)s")
                    % {"playbook": book.title, "step": step.text().title},
                    f"{reverse('manual:playbook', args=[book.code])}#step-{step.id}",
                )
                for book, step in steps_from(practice.code)
            ],
        ),
        (_("Tools"), [link_to(("tool", one), viewer, known) for one in practice.tools]),
        (
            pgettext("topics of the law", "Law"),
            [link_to(("law", one), viewer, known) for one in practice.law],
        ),
        (_("Services"), [Link(str(SERVICES[one])) for one in practice.services]),
        (
            _("Related practices"),
            [link_to(("practice", one), viewer, known) for one in practice.related if one in known],
        ),
    ]
    return [(label, links) for label, links in found if links]


def link_to(to: tuple[str, str], viewer: User, known: Mapping[str, Held]) -> Link:
    """Where a link of a practice leads for a reader; without an address where it leads nowhere.

    `known` are the practices that he can reach from it.
    """
    kind, code = to
    if kind == "tool":
        label: str | Promise = TOOLS.get(code, code)
        return Link(str(label), tool_place(viewer, code), absent=code not in offered_tools())
    if kind == "law":
        topic = TOPICS.get(code)
        return Link(str(topic.label), reverse("law:element", args=[code])) if topic else Link(code)
    if kind == "playbook":
        book = shelf.shipped().get(code)
        return Link(book.title, reverse("manual:playbook", args=[code])) if book else Link(code)
    held = known.get(code)
    return Link(held.practice.title, address_of(held)) if held else Link(code)
