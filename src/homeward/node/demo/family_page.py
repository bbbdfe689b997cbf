"""The family, fourth part: a relative signs in to a page of his own, and reads what he may."""

import io
import re

from pypdf import PdfReader

from homeward.node.demo.client import Visitor
from homeward.node.demo.crisis import choice
from homeward.node.demo.family import BROTHER, LIAISON, SUPPORT, Family, day
from homeward.node.demo.stage import FAMILY_STATE
from homeward.node.demo.telling import found

DOING = "We look for your sister every day. We call you each evening after six."
WORDS = "harbour lantern bread window"


def own_page(story: Family) -> None:
    """Written by one, released by another; the brother comes with a letter and signs in."""
    liaison, second = story.person(LIAISON), story.person(SUPPORT)
    page = story.file(story.brother, "view/")
    agreed = {"purpose": "family_view", "recipient": "person", "recipient_name": BROTHER}
    consents = story.file(story.brother, "consents/new/")
    liaison.send(consents, {**agreed, "covers": ["identity"], "how": "signed"})
    written = {"name": "Joss", "doing": DOING, "complain": "The ombuds office of XA (invented)."}
    # What was promised stands in the form already, from the contact in which it was promised.
    written |= {"caller_1": "liaison", "channel_1": "phone", "when_1": "after six"}
    named = {**written, "doing": f"{DOING} Case {story.reference}."}
    refused = liaison.refused(f"{page}write/", named, says="This must not stand on a family")
    version = liaison.complete(refused, {"doing": DOING}).url.path
    second.send(version, {}, to="release/")
    story.own_letter = liaison.fetch(f"{version}letter/").content
    give = liaison.fetch(f"{page}access/new/")
    way = {"consent": choice(give.text, BROTHER), "expires_on": day(90)}
    letter = liaison.complete(give, way)
    codes = liaison.complete(letter, {"what": "whole", "handed": "hand"}).content
    brother = story.relative = Relative(story, codes)
    brother.comes_first()
    brother.send("/", {}, to="out/")
    story.own_page = brother.comes_again()
    story.tells(
        "A page of his own",
        f"With a letter, which was handed to him and shows its codes once, {BROTHER} signed in at"
        " the families' own address. He reads what is done, what was promised, who may call him,"
        " and which office opened his file. The case reference was refused in the text, and a"
        " second member released it. The same was printed as a letter.",
        page,
        "A relative reads what two people released and nothing else; he never comes near the case.",
    )


class Relative(Visitor):
    """A relative at his own browser, with the letter that he was handed."""

    def __init__(self, story: Family, letter: bytes) -> None:
        super().__init__(story.stage.nodes[FAMILY_STATE].home.config.family.base_url)
        pages = PdfReader(io.BytesIO(letter)).pages
        text = "\n".join(page.extract_text() for page in pages)
        self.number = found(r"(?<!\d)(\d{4} \d{4} \d{4})(?! ?\d)", text)
        self.first = found(r"((?:\d{3} ){7}\d{3})", text)
        self.listed = re.findall(r"\d+\.\s+(\d{4} \d{4})", text)

    def comes_first(self) -> None:
        """With the code of the letter; words of his own, and the list as second step."""
        chosen = self.send("/new/", {"number": self.number, "code": self.first})
        words = {"words": WORDS, "again": WORDS, "how": "list"}
        self.complete(chosen, words)

    def comes_again(self) -> str:
        """With number and words, and the next code of the list, which counts once; the page."""
        asked = self.send("/", {"number": self.number, "words": WORDS})
        return self.complete(asked, {"code": self.listed.pop(0)}).text
