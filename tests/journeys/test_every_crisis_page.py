"""Every page of the case file, the crisis, duty and playbooks, looked at as the others are.

One node suffices for them, with a case in which each has something to show.
"""

from pathlib import Path

import pytest
from django.conf import settings

from tests.journeys.crawl import Sight, crawl, in_full
from tests.journeys.crisis_scenery import PLAN, set_crisis_scene
from tests.journeys.french import untranslated
from tests.journeys.inspection import Inspection
from tests.journeys.office import office
from tests.journeys.reader import Reader
from tests.journeys.rooms import IN_THE_CRISIS, NO_CRISIS_PAGE, OF_PRACTICES
from tests.people import People

pytestmark = [pytest.mark.browser, in_full]

# In this order: a colleague is shown only what is new.
PEOPLE = ("Alice", "Carol", "Dan", "Bob", "Olga", "Adam")


def of_the_draft() -> list[str]:
    """The pages of the playbook that is being adapted; the crawl came upon another one first."""
    place = f"/manual/playbooks/{PLAN}/"
    steps = [f"draft/steps/call/{what}" for what in ("", "add/", "leave/")]
    return [f"{place}{path}" for path in ("versions/1/", "draft/", *steps)]


def test_every_page_of_a_case_and_its_crisis(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    scene = set_crisis_scene(people)
    found, shown, wanted = Inspection(), {}, IN_THE_CRISIS - OF_PRACTICES - set(NO_CRISIS_PAGE)
    everybody = (people.alice, people.carol, people.dan, people.bob, people.olga, people.adam)
    with office(*everybody) as at:
        for name in PEOPLE:
            reader, first = Reader(at, name), scene.case.reference
            sights = crawl(reader, shown, first=first)
            for sight in [one for one in sights if one.view_name in wanted]:
                found.visit(at(name), sight, reader)
        assert scene.other is not None
        merging = f"/cases/{scene.other.reference}/merge/"  # of a file that holds no other
        found.visit(at("Alice"), Sight("XA", "Alice", merging))
        for path in of_the_draft():
            found.visit(at("Carol"), Sight("XA", "Carol", path))
    assert wanted - found.seen == set()
    assert found.faults == []
    assert untranslated(found.words.values()) == set()
