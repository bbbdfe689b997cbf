"""Every page of the support of victims and families, and of the family's own process, looked at as
the others are: in English and French, from right to left as in Arabic, by day and in the dark, on a
desk and on a telephone.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from homeward.casework.victims.family import urls
from tests.cluster import TestNode
from tests.journeys.crawl import Sight, crawl, in_full, named_addresses
from tests.journeys.family_served import Relative, family_served
from tests.journeys.french import untranslated
from tests.journeys.inspection import Inspection
from tests.journeys.office import office
from tests.journeys.reader import Reader
from tests.journeys.rooms import IN_SUPPORT, NO_FAMILY_PAGE, NO_SUPPORT_PAGE
from tests.journeys.support_scene import SupportScene
from tests.journeys.support_scenery import set_support_scene
from tests.people import People
from tests.victims.view_family import WORDS

pytestmark = [pytest.mark.browser, in_full]

# To what Dan, who works on the files, is not led; and what an example before it hides from him.
OF_OTHERS = {
    "Dan": ("{case}support/1/overrides/1/withdraw/",),
    "Carol": (
        "/support-figures/",
        "/support-services/",
        *(f"/support-services/{below}" for below in ("new/", "1/", "1/edit/", "1/close/")),
        "{case}support/1/losses/2/verify/",
        "{case}support/2/view/4/",
    ),
    "Alice": ("{case}support/4/", "{case}support/4/release/", "{case}support/4/reopen/"),
}
ARABIC = ("ar", "العربية")
LANGUAGES = ("en", "fr", "ar")


@pytest.fixture
def arabic() -> Iterator[None]:
    """The node offers Arabic as well, in which nothing of ours is translated yet."""
    with override_settings(LANGUAGES=[*settings.LANGUAGES, ARABIC]):
        yield


@pytest.mark.usefixtures("arabic")
def test_every_page_of_support(people: People) -> None:
    scene = set_support_scene(people)
    found = Inspection(LANGUAGES, thorough=True)
    wanted = IN_SUPPORT - set(NO_SUPPORT_PAGE)
    case = f"/cases/{scene.family.case.reference}/"
    with office(people.dan, people.carol, people.alice) as at:
        reader = Reader(at, "Dan")
        first, elsewhere = f"{case}support/1/", named_addresses() - IN_SUPPORT - {"my_work"}
        for sight in crawl(reader, {}, first=first, elsewhere=elsewhere):
            if sight.view_name in wanted:
                found.visit(at("Dan"), sight, reader)
        for name, paths in OF_OTHERS.items():
            for path in paths:
                found.visit(at(name), Sight("XA", name, path.format(case=case)))
    assert wanted - found.seen == set()
    assert found.faults == []
    assert untranslated(found.words.values()) == set()


def test_every_page_of_the_family(people: People, node: TestNode) -> None:
    scene = set_support_scene(people)
    found = Inspection(LANGUAGES, thorough=True)
    with office() as at, family_served(node, at.browser, f"{at.url}/account/login/") as one:
        looked_at = {look(found, one, "home"), look(found, one, "new")}
        found.visit(one, Sight("XA", "Sami", "/nowhere/", 404))
        begin(one, scene)
        looked_at.add(look(found, one, "choose"))
        choose(one, "app")
        looked_at.add(look(found, one, "app"))
        begin(one, scene)
        choose(one, "list")
        look(found, one, "home")  # what he reads, this time
        one.open("/")
        one.send("Sign out", "family")
        one.nothing_stays()
        fill(one, number=scene.number, words=WORDS)
        looked_at.add(look(found, one, "second"))
        refuse_each(found, one)
    assert {one.name for one in urls.urlpatterns} - looked_at == set(NO_FAMILY_PAGE)
    assert found.faults == []
    assert untranslated(found.words.values()) == set()


def look(found: Inspection, one: Relative, name: str) -> str:
    """A page of the family in every way; its name."""
    found.visit(one, Sight("XA", "Sami", reverse(name, urls)))
    one.read_in("en")
    return name


def fill(one: Relative, **given: str) -> None:
    """Fill the form that is open, and send it."""
    for name, words in given.items():
        one.page.locator(f"[name={name}]").fill(words)
    one.send("Go on", "family")


def begin(one: Relative, scene: SupportScene) -> None:
    """Number and first code of the letter, which counts until words are chosen."""
    one.open("/new/")
    fill(one, number=scene.number, code=scene.first_code)


def choose(one: Relative, how: str) -> None:
    """Words of his own, and the second step."""
    one.open("/choose/")
    one.page.locator(f"[name=how][value={how}]").check()
    fill(one, words=WORDS, again=WORDS)


def refuse_each(found: Inspection, one: Relative) -> None:
    """A form that was sent empty says what is missing."""
    for language in LANGUAGES:
        found.be_ready(one, language)
        one.open("/new/")
        with one.watch.expecting(400):
            answer = one.press(one.page.locator("main form .btn-primary"))
        found.look(one.page, Sight("XA", "Sami", "/new/", 400), language, answer)
