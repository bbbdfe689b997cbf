"""Items: codes in both schemes, sources that make strict, two at once, who may see them."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from homeward.casework.cases.actions import add_item, change_item
from homeward.casework.cases.codes import NAMES, Codes
from homeward.casework.cases.errors.case import LaxerThanSources, SourceCircle
from homeward.casework.cases.models import Case, Item, ItemSource
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.test_pages import ITEM, address, journal
from tests.cases.test_versions import hidden_of
from tests.page_checks import check_page
from tests.people import People, a_case

LAX = Codes(handling="H0", tlp="GREEN", pap="GREEN", source_grade="A", information_grade="1")
STRICT = Codes(handling="H3", limits="orally only", tlp="RED", pap="RED", admiralty_source="F",
               admiralty_information="6")  # fmt: skip


def item(people: People, case: Case, title: str, codes: Codes = LAX, **more: Any) -> Item:
    with opened(people.alice.actor) as actor:
        return add_item(case, ItemKind.NOTE, title, actor=actor, codes=codes, **more)


def change(people: People, one: Item, codes: Codes, sources: list[int], revision: int) -> None:
    facts = {"kind": one.kind, "title": one.title, "text": "", "lawful_basis": ""}
    with opened(people.alice.actor) as actor:
        change_item(one, facts, codes, sources, actor=actor, revision=revision)


def now(people: People, one: Item) -> Item:
    with opened(people.alice.actor):
        return Item.objects.get(pk=one.pk)


def test_what_is_made_of_items_is_as_strict_as_they_are(people: People) -> None:
    case = a_case(people)
    first, second = item(people, case, "one"), item(people, case, "two", STRICT)
    with pytest.raises(LaxerThanSources), opened(people.alice.actor) as actor:
        add_item(case, ItemKind.NOTE, "lax", actor=actor, codes=LAX, sources=[second.pk])
    made = item(people, case, "made", LAX, sources=[first.pk, second.pk], inherit=True)
    codes = now(people, made).codes
    assert (codes.handling, codes.limits, codes.tlp, codes.pap) == (
        "H3",
        "orally only",
        "RED",
        "RED",
    )
    assert (codes.source_grade, codes.admiralty_source) == ("A", "F")
    with pytest.raises(LaxerThanSources):
        change(people, made, LAX, [first.pk, second.pk], revision=1)
    assert now(people, made).revision == 1


def test_a_source_that_becomes_stricter_takes_along_what_was_made_of_it(people: People) -> None:
    case = a_case(people)
    root = item(people, case, "root")
    middle = item(people, case, "middle", sources=[root.pk])
    leaf = item(people, case, "leaf", sources=[middle.pk])
    aside = item(people, case, "aside")
    change(people, root, STRICT, [], revision=1)
    for one in (middle, leaf):
        assert now(people, one).handling == "H3"
        assert now(people, one).revision == 2
    assert now(people, aside).handling == "H0"
    assert [e.data["source"] for e in journal("case.item_followed")] == [root.pk, middle.pk]
    change(people, root, LAX, [], revision=2)
    assert now(people, leaf).handling == "H3", "what became strict stays so"


def test_sources_make_no_circle_and_stay_in_the_compartment(people: People) -> None:
    case = a_case(people)
    root = item(people, case, "root")
    leaf = item(people, case, "leaf", sources=[root.pk])
    with pytest.raises(SourceCircle):
        change(people, root, LAX, [leaf.pk], revision=1)
    with pytest.raises(SourceCircle):
        change(people, root, LAX, [root.pk], revision=1)
    elsewhere = item(people, case, "money", compartment="finance")
    with pytest.raises(NotFound):
        item(people, case, "mixed", sources=[elsewhere.pk])
    with opened(people.alice.actor):
        assert ItemSource.objects.count() == 1
    with pytest.raises(StaleForm):
        change(people, root, LAX, [], revision=7)


def test_the_form_names_what_the_sources_ask_for(people: People) -> None:
    case = a_case(people)
    source = item(people, case, "strict one", STRICT)
    client = signed_in(people.alice)
    page = check_page(client.get(address(case, f"items/new/?from={source.pk}")))
    assert re.search(r'name="handling" value="H3"[^>]*checked', page), "it takes the source's codes"
    sent = ITEM | {"sources": [str(source.pk)], "tlp": "GREEN", "pap": "RED"}
    page = check_page(client.post(address(case, "items/new/"), sent), status=400)
    assert "asks for at least: TLP:RED" in page
    assert "asks for at least: H3" in page
    for field in ("handling", "tlp", "limits", "admiralty_source"):
        assert f'href="#id_{field}' in page
    with opened(people.alice.actor):
        assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"handling": "H3"}, "limits"),
        ({"source_grade": "A"}, "information_grade"),
        ({"admiralty_information": "2"}, "admiralty_source"),
        ({"retention_until": "2001-01-01"}, "retention_until"),
        ({"tlp": "PINK"}, "tlp"),
        ({"sources": ["999999"]}, ""),
    ],
)
def test_wrong_codes_come_back_at_their_field(people: People, sent: Any, field: str) -> None:
    case = a_case(people)
    client = signed_in(people.alice)
    answer = client.post(address(case, "items/new/"), ITEM | sent)
    if not field:  # there is nothing to be made of, so the field is not there
        assert answer.status_code == 302
        return
    assert f'href="#id_{field}"' in check_page(answer, status=400)
    with opened(people.alice.actor):
        assert not Item.objects.exists()


def test_an_item_has_its_page_its_codes_and_a_filter(people: People) -> None:
    case = a_case(people)
    past = date.today() - timedelta(days=1)  # noqa: DTZ011  a day, as the node shows it
    old = Codes(**{**{n: getattr(STRICT, n) for n in NAMES}, "retention_until": past})
    one = item(people, case, "Kept <b>long</b>", old, text="words")
    item(people, case, "Another")
    client = signed_in(people.alice)
    page = check_page(client.get(address(case, f"items/{one.pk}/")))
    for words in ("Kept &lt;b&gt;long&lt;/b&gt;", "orally only", "TLP:RED", "PAP:RED", "F reliab"):
        assert words in page
    assert "Kept too long" in page
    assert journal("case.item_viewed")[0].subject_id == str(one.pk)
    listed = check_page(client.get(address(case, "items/?only=overdue")))
    assert "Kept &lt;b&gt;" in listed
    assert "Another" not in listed
    assert "Another" in check_page(client.get(address(case, "items/?q=anoth&handling=H0")))
    assert "No item fits" in check_page(client.get(address(case, "items/?tlp=CLEAR")))
    check_page(client.get(address(case, "items/?tlp=PINK")), status=400)
    check_page(signed_in(people.alice, language="fr").get(address(case, f"items/{one.pk}/")), "fr")


def test_whoever_is_overtaken_on_an_item_chooses_field_by_field(people: People) -> None:
    case = a_case(people)
    one = item(people, case, "As it was")
    client, where = signed_in(people.alice), address(case, f"items/{one.pk}/edit/")
    read = hidden_of(check_page(client.get(where)))
    sent = {"kind": "note", "title": "Mine", "handling": "H0", "tlp": "GREEN", "pap": "GREEN"}
    sent |= {"source_grade": "A", "information_grade": "1"}
    change(people, one, STRICT, [], revision=1)
    page = check_page(client.post(where, sent | read), status=409)
    assert re.search(r'name="version_handling" value="theirs"[^>]*checked', page)
    assert re.search(r'name="version_title" value="mine"[^>]*checked', page)
    chosen = {f"version_{name}": "theirs" for name in NAMES} | {"version_title": "mine"}
    done = client.post(where, sent | hidden_of(page) | chosen)
    assert done.status_code == 302, done.content.decode()[:2000]
    kept = now(people, one)
    assert (kept.title, kept.handling, kept.revision) == ("Mine", "H3", 3)


def test_items_are_behind_the_walls_of_their_compartment(people: People) -> None:
    case = a_case(people)
    one = item(people, case, "Not for finance")
    parts = [f"items/{one.pk}/", f"items/{one.pk}/edit/"]
    for person in (people.bob, people.dan, people.olga, people.adam):
        client = signed_in(person)
        for part in parts:
            check_page(client.get(address(case, part)), status=404)
    assert "Not for finance" not in check_page(signed_in(people.bob).get(address(case, "items/")))
    check_page(signed_in(people.dan).get(address(case, "items/")), status=404)
    with opened(people.bob.actor):
        assert not Item.objects.exists()
        assert not Item.objects.filter(pk=one.pk).update(title="x")
