"""Whoever finds no authority of a State is told where one is entered."""

from pathlib import Path

from homeward.foundation.authorities.models import Authority
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.authorities.followed import follow, refresh
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.wire.directory.made import World

SETUP = service("setup")
ELSEWHERE = "/authorities/enter/"


def test_whom_to_ask_says_where_an_entry_is_made(people: People) -> None:
    asked = "/authorities/who/?state=JP&kind=assistance&urgency=routine"
    page = check_page(signed_in(people.dan).get(asked))
    assert 'href="/authorities/states/JP/"' in page
    assert "/authorities/states/JP/enter/" not in page, "he may not"
    page = check_page(signed_in(people.adam).get(asked))
    assert 'href="/authorities/states/JP/enter/"' in page


def test_a_state_of_which_nothing_is_known_is_found_by_its_name(people: People) -> None:
    client = signed_in(people.adam)
    assert ELSEWHERE in check_page(client.get("/authorities/"))
    assert "Chad" in check_page(client.get(ELSEWHERE))
    answer = client.get(f"{ELSEWHERE}?state=TD")
    assert answer["Location"] == "/authorities/states/TD/enter/"
    assert client.get(f"{ELSEWHERE}?state=ZZ").status_code == 400
    assert signed_in(people.dan).get(ELSEWHERE).status_code == 404
    assert ELSEWHERE not in check_page(signed_in(people.dan).get("/authorities/"))


def test_nobody_fills_in_what_its_state_signs(people: People, tmp_path: Path) -> None:
    world = World(tmp_path / "directory")
    world.add("XC")
    refresh(follow(world), world.folder)
    client = signed_in(people.adam)
    assert "(XC)" not in check_page(client.get(ELSEWHERE))
    with opened(SETUP):
        code = Authority.objects.filter(state="XC").values_list("pk", flat=True).first()
    for address in ("states/XC/enter/", f"entries/{code}/", f"entries/{code}/points/"):
        assert client.get(f"/authorities/{address}").status_code == 409, address
    asked = "/authorities/who/?state=XC&kind=statistics&urgency=routine"
    assert "Only that State can add one" in check_page(client.get(asked))


def test_the_first_page_of_a_request_says_it_too(people: People) -> None:
    case = a_case(people)
    kind = "police_information"
    page = check_page(
        signed_in(people.alice).get(f"/cases/{case.reference}/requests/new/?kind={kind}")
    )
    assert "The State is not in this list" in page
    assert f"/authorities/who/?kind={kind}&amp;urgency=routine" in page
    asked = check_page(signed_in(people.alice).get(f"/authorities/who/?kind={kind}&urgency=urgent"))
    assert f'value="{kind}" selected' in asked
