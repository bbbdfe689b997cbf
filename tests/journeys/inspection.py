"""What is asked of every page in a browser, and its picture for people to look at.

HOMEWARD_SCREENSHOTS names a folder for the pictures; without it none is taken. With
HOMEWARD_PAGES=long (`make pages`) the browser opens every page, and in French too; `make test`
opens one in six, and reads the others as they were sent.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from playwright.sync_api import APIResponse, Page, Response

from tests.browser import HEIGHT, WIDTHS, axe_faults, scrolls_sideways
from tests.journeys.crawl import IN_FULL, Reads, Sight
from tests.journeys.visitor import Visitor
from tests.page_checks import faults_of

FOLDER = os.environ.get("HOMEWARD_SCREENSHOTS", "")
LANGUAGES = ("en", "fr") if IN_FULL else ("en",)
SHARE = 12  # of so many pages one is drawn in the short run
# A page is opened twice: in English by day on a desk, and in French in the dark on a telephone.
# Axe looks at it as it was opened, so that each of the two is asked once. A `thorough` inspection
# asks at both widths, and opens it from right to left as well.
OPENED = {"en": ("light", "desk"), "fr": ("dark", "phone"), "ar": ("light", "phone")}
# What depends on colours, widths and words; the rest of a page's structure was asked in English.
OF_APPEARANCE = [
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "html-has-lang",
    "valid-lang",
    "button-name",
    "link-name",
    "label",
    "select-name",
    "image-alt",
    "svg-img-alt",
    "document-title",
]
# What the node itself says: not names and references, which stand apart, not a letter or what was
# typed, which stay in the language of their writer, not what is in another language on purpose.
_WORDS = """() => {
  const others =
    "bdi, [dir=ltr], [lang], [translate=no], .letter-text, .reference, code, kbd, script,"
    + " style, svg, textarea, time, .print-only";
  const ours = (element) => !element.closest(`:is(${others}):not(html)`);
  const said = new Set([document.title]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (ours(walker.currentNode.parentElement)) said.add(walker.currentNode.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "data-label", "data-empty"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      if (ours(one)) said.add(one.getAttribute(name));
    }
  }
  return [...said].map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""

# On a telephone tables are cards; nothing of one may lie beyond its edge, where nobody looks.
_CUT_OFF = """() => [...document.querySelectorAll(".table-wrap:has(.table-cards)")]
  .filter((wrap) => wrap.scrollWidth > wrap.clientWidth + 1)
  .map((wrap) => `cut off: ${wrap.querySelector("caption")?.textContent}`)"""


@dataclass(slots=True)
class Inspection:
    """Faults of all pages, and what each says in each language.

    `languages` are those in which a page is opened; `thorough` asks axe at both widths.
    """

    languages: tuple[str, ...] = LANGUAGES
    thorough: bool = False
    faults: list[str] = field(default_factory=list)
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def visit(self, visitor: Visitor, sight: Sight, reader: Reads | None = None) -> None:
        """Open a page in every language, as OPENED says, and look at it.

        One that is only read is not asked for again, where a `reader` has it already.
        """
        if not is_opened(sight):
            self.read(visitor, sight, reader)
            return
        for language in self.languages:
            self.be_ready(visitor, language)
            self.look(visitor.page, sight, language, _opened(visitor, sight))

    def read(self, visitor: Visitor, sight: Sight, reader: Reads | None) -> None:
        """The page as the node sends it, without drawing it."""
        if f'lang="{visitor.language}"' in sight.sent[:300]:  # else it was sent in another one
            self._note(sight, visitor.language, faults_of(sight.sent, visitor.language))
        elif reader:
            self._note(sight, "en", faults_of(reader.get(sight.path)))
        else:
            answer = visitor.context.request.get(visitor.base_url + sight.path)
            self._note_sent(sight, visitor.language, answer)
        self.seen.add(sight.view_name)

    def be_ready(self, visitor: Visitor, language: str) -> None:
        """Window, light and language, before a page is opened: what is loaded has no transition."""
        scheme, width = OPENED[language]
        visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        visitor.page.set_viewport_size({"width": WIDTHS[width], "height": HEIGHT})
        visitor.read_in(language)

    def look(self, page: Page, sight: Sight, language: str, answer: Response) -> None:
        """The page as it was opened, and then at the other width."""
        self._note_sent(sight, language, answer)
        opened = OPENED[language][1]
        for name in sorted(WIDTHS, key=lambda width: width != opened):
            faults = []
            if name != opened:
                page.set_viewport_size({"width": WIDTHS[name], "height": HEIGHT})
                if name == "phone" and page.locator("[data-flow]").count():
                    page.reload(wait_until="load")  # the picture is drawn for the width it finds
            if name == opened or self.thorough:
                whole = language == "en" and name == opened
                faults = axe_faults(page, None if whole else OF_APPEARANCE)
            if scrolls_sideways(page):
                faults.append("scrolls sideways")
            self._note(sight, f"{language}, {name}", faults)
            if name == "phone":
                self._note(sight, f"{language}, {name}", page.evaluate(_CUT_OFF))
            self._take_picture(page, sight, f"{language}.{name}")
        self.words.setdefault(f"{sight.username} {sight.path} {sight.status}", {})[language] = (
            page.evaluate(_WORDS)
        )
        self.seen.add(sight.view_name)

    def _note_sent(self, sight: Sight, language: str, answer: Response | APIResponse) -> None:
        faults = faults_of(answer.text(), language)
        if answer.status != sight.status:
            faults.append(f"answered with {answer.status}")
        self._note(sight, language, faults)

    def _note(self, sight: Sight, how: str, faults: list[str]) -> None:
        place = f"{sight.username or 'a visitor'} at {sight.path} ({how})"
        self.faults += [f"{place}: {fault}" for fault in faults]

    def _take_picture(self, page: Page, sight: Sight, which: str) -> None:
        if FOLDER:
            detail = re.sub(r"[^a-z]+", "-", re.sub(r"[0-9a-f-]{36}", "", sight.path.lower()))
            name = f"{sight.view_name or 'error'}.{detail.strip('-')[:50]}.{sight.status}"
            person = sight.username or "visitor"
            file = f"{person}.{self._number():02}.{name.replace(':', '-')}.{which}.png"
            page.screenshot(path=Path(FOLDER) / file, full_page=True)

    def _number(self) -> int:
        """The same for every picture of a page: how many pages were finished before it."""
        return sum(1 for said in self.words.values() if len(said) == len(self.languages))


def is_opened(sight: Sight) -> bool:
    """Whether the browser draws the page: all in the long run, else always the same few."""
    return IN_FULL or not sight.view_name or crc32(sight.view_name.encode()) % SHARE == 0


def _opened(visitor: Visitor, sight: Sight) -> Response:
    if sight.status < 400:
        return visitor.open(sight.path)
    with visitor.watch.expecting(sight.status):
        return visitor.open(sight.path)
