"""59/154 §7(b): preventing by taking organized and terrorist groups apart.

What is there now: practices of the subject, each of which leads to the tools that carry it out, and
these open for whoever may use them. The room of links, in which the network of a group is seen, is
not there yet: practices name it without a link, and its own tests will play it here.
"""

from homeward.knowledge.manual.guide.shelf import shipped
from tests.browser_client import signed_in
from tests.manual.leads import check_tools_open, tools_followed
from tests.page_checks import check_page
from tests.people import People


def test_the_money_evidence_and_requests_against_a_group_are_one_click_from_its_practices(
    people: People,
) -> None:
    officer = signed_in(people.alice)
    wanted = {"money", "restraint", "evidence", "requests", "case-file", "law-gaps", "protection",
              "trends"}  # fmt: skip
    check_tools_open(officer, "b", wanted)


def test_every_practice_against_groups_names_its_tools_and_puts_safety_first(
    people: People,
) -> None:
    places = tools_followed(signed_in(people.alice), "b")
    mine = [one for one in shipped().values() if one.letter == "b"]
    assert len(mine) >= 6
    assert all(one.tools for one in mine)
    assert "links" in places  # linked from the day on which a room offers it
    for one in mine:
        assert one.body("en")[1].cautions


def test_a_reader_comes_from_the_group_to_what_it_was_paid(people: People) -> None:
    """From the subject to the practice on taking its gain, and to what the law says of it."""
    officer = signed_in(people.alice)
    page = check_page(officer.get("/manual/letters/b/"))
    assert "/manual/practices/take-away-what-kidnapping-pays/" in page
    page = check_page(officer.get("/manual/practices/take-away-what-kidnapping-pays/"))
    assert "/law/elements/confiscation/" in page
    check_page(officer.get("/law/elements/confiscation/"))
