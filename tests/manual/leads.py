"""Following what practices lead to, as a reader does."""

import html
import re

from django.test import Client

from homeward.knowledge.manual.guide.lists import TOOLS
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.ports import offered_tools
from tests.page_checks import check_page

FOR_FEW = {"reports"}  # its room is for those who answer to the Secretariat alone


def tools_followed(client: Client, letter: str) -> dict[str, str]:
    """Where each tool that the practices of a subject name is found, from its front to its page.

    Of a tool that no room of the node offers yet the address is empty: it is named, not linked.
    """
    subject = check_page(client.get(f"/manual/letters/{letter}/"))
    found: dict[str, str] = {}
    for code, practice in shipped().items():
        if practice.letter != letter:
            continue
        assert f"/manual/practices/{code}/" in subject, code
        page = check_page(client.get(f"/manual/practices/{code}/"))
        section = html.unescape(page[page.index('aria-labelledby="leads"') :])
        for tool in practice.tools:
            link = re.search(rf'href="([^"]+)">{re.escape(str(TOOLS[tool]))}</a>', section)
            assert link or str(TOOLS[tool]) in section, (code, tool)
            offered = tool in offered_tools()
            assert bool(link) == (offered and tool not in FOR_FEW), (code, tool)
            absent = f'{TOOLS[tool]} <span class="muted">(this installation does not have it)'
            assert (absent in section) != offered, (code, tool)
            found[tool] = link[1] if link else ""
    return found


def check_tools_open(client: Client, letter: str, wanted: set[str]) -> None:
    """The tools that are wanted of a subject are linked from its practices, and open."""
    places = tools_followed(client, letter)
    assert wanted <= set(places)
    for tool in wanted:
        assert places[tool], tool
        check_page(client.get(places[tool]))
