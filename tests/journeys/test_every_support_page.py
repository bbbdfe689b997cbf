"""Every page of the support of victims and families, and of the family's own process, looked at as
the others are: in English and French, from right to left as in Arabic, by day and in the dark, on a
desk and on a telephone.

`make test` draws one in twelve in English and reads the others as they were sent.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from tests.journeys.crawl import Sight, crawl, named_addresses
from tests.journeys.french import untranslated
from tests.journeys.inspection import IN_FULL, Inspection
from tests.journeys.office import Office, office
from tests.journeys.reader import Reader
from tests.journeys.rooms import IN_SUPPORT, NO_SUPPORT_PAGE
from tests.journeys.support_scenery import set_support_scene
from tests.people import People

pytestmark = pytest.mark.browser

# In this order: a colleague is shown only what is new.
PEOPLE = ("Dan", "Carol", "Alice")
ARABIC = ("ar", "العربية")
LANGUAGES = ("en", "fr", "ar") if IN_FULL else ("en",)


@pytest.fixture
def arabic() -> Iterator[None]:
    """The node offers Arabic as well, in which nothing of ours is translated yet."""
    with override_settings(LANGUAGES=[*settings.LANGUAGES, ARABIC]):
        yield


@pytest.mark.usefixtures("arabic")
def test_every_page_of_support(people: People) -> None:
    scene = set_support_scene(people)
    found = Inspection(LANGUAGES, thorough=True, share=12)
    wanted = IN_SUPPORT - set(NO_SUPPORT_PAGE)
    with office(people.dan, people.carol, people.alice) as at:
        for sight in sights(at, scene.family.case.reference):
            found.visit(at(sight.username), sight)
    assert wanted - found.seen == set()
    assert found.faults == []
    if IN_FULL:
        assert untranslated(found.words.values()) == set()


def sights(at: Office, reference: str) -> Iterator[Sight]:
    """What each of them is led to in this room, those of the victim's file first."""
    shown: dict[str, set[tuple[str, str]]] = {}
    elsewhere = named_addresses() - IN_SUPPORT - {"my_work"}
    for name in PEOPLE:
        first = f"/{reference}/support/1/"
        for sight in crawl(Reader(at, name), shown, first=first, elsewhere=elsewhere):
            if sight.view_name in IN_SUPPORT - set(NO_SUPPORT_PAGE):
                yield sight
