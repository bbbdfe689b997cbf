"""Double criminality and the way to ask, on the pages, between laws that were read."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import override_settings

from homeward.foundation.guard.context import opened
from homeward.knowledge.law.queries import laws
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People

CHECK, ROUTE = "/law-check/", "/law-check/route/"
# Held in a house for ransom that relatives were to pay; nobody was moved.
RANSOM = {
    "acts": ["detain", "retain"],
    "moved": "no",
    "means": ["force"],
    "willing": "no",
    "age": "34",
    "purposes": ["gain"],
    "third_party": "yes",
    "threat": "yes",
}
GANG = {
    "asked": "extradition",
    **dict.fromkeys(("three_or_more", "structured", "benefit", "more_states"), "yes"),
    "foreign_link": "yes",
    "armed_conflict": "no",
}


def words(answer: HttpResponse) -> str:
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.group(0))).split())


def between(one: str, other: str, **facts: object) -> dict[str, object]:
    return {"requesting": one, "requested": other, **facts}


def test_conduct_decides_and_never_the_name(people: People) -> None:
    alice = signed_in(people.alice)
    page = alice.get(CHECK)
    check_page(page)
    answer = alice.get(CHECK, between("XA", "XB", **RANSOM))
    check_page(answer)
    shown = words(answer)
    assert "punishable in both States" in shown
    assert "Kidnapping for gain" in shown
    assert "Unlawful detention" in shown
    assert "Penal Code of XA, section 10" in shown
    assert "Crimes Act of XB, section 7" in shown
    assert "No legal advice" in shown
    assert "An invented State takes part" in shown
    assert "not met: " in shown, "the hostage-taking of XB is listed below with what it lacks"
    # The same holding without any demand: XA needs no purpose, XB does.
    alone = between("XA", "XB", **RANSOM | {"purposes": ["harm"], "third_party": "no"})
    assert "no offence recorded for Borduvia (invented) reaches" in words(alice.get(CHECK, alone))
    turned = words(alice.get(CHECK, between("XB", "XA", **RANSOM | {"purposes": []})))
    assert "It is unclear" in turned
    assert "Find out to what end it was done." in turned


def test_real_laws_that_were_read_and_what_stays_open(people: People) -> None:
    alice = signed_in(people.alice)
    moved = RANSOM | {"acts": ["carry_away", "hide"], "moved": "yes"}
    shown = words(alice.get(CHECK, between("CO", "AR", **moved)))
    assert "Código Penal, art. 169" in shown
    assert "art. 170" in shown
    assert shown.count("Text read") > 6
    nothing = words(alice.get(CHECK, between("CO", "XD", **moved)))
    assert "It is unclear" in nothing
    assert "Ask its central authority" in nothing
    for state, law in laws().items():
        if state not in ("CO",) and law.offences:
            answer = alice.get(CHECK, between("CO", state, **moved))
            assert answer.status_code == 200, state


def test_the_way_to_ask_shows_each_test_with_its_article(people: People) -> None:
    alice = signed_in(people.alice)
    answer = alice.get(ROUTE, between("XA", "XB", **RANSOM, **GANG))
    check_page(answer)
    shown = words(answer)
    assert "the first way that is open is: Treaty on extradition" in shown
    ways = re.findall(r"\d\. (.*?) (Open|Closed|Unclear)", shown)
    assert [way[1] for way in ways] == ["Open", "Open", "Open", "Closed"]
    assert 'href="/law-check/treaties/untoc/2/#pb"' in answer.content.decode()
    few = words(alice.get(ROUTE, between("XA", "XB", **RANSOM)))
    assert "Not answered: Do three or more people act together?" in few
    # XC takes the Convention as no basis of extradition, and is no party to the other one.
    third = words(alice.get(ROUTE, between("XA", "XC", **RANSOM, **GANG)))
    assert re.findall(r"\d\. (.*?) (Open|Closed|Unclear)", third)[0][1] == "Closed"
    assert "Not a party: XC." in third


def test_the_offence_charged_decides_what_is_serious(people: People) -> None:
    """Not its name: the restraint of XC stays below four years, its abduction does not."""
    alice = signed_in(people.alice)
    for offence, mark in (("restraint", "Not met"), ("abduction", "Met")):
        facts = between("XC", "XA", **RANSOM, **GANG, offence=offence, convention_offence="no")
        page = words(alice.get(ROUTE, facts))
        assert re.search(rf"3\(1\)\(a\) {mark}", page), (offence, page[:1500])


def test_bad_input_is_refused_at_its_field(people: People) -> None:
    alice = signed_in(people.alice)
    same = alice.get(CHECK, between("XA", "XA"))
    assert same.status_code == 400
    assert "A State asks another, not itself." in words(same)
    for wrong in ({"acts": ["kill"]}, {"age": "-1"}, {"moved": "perhaps"}, {"requested": "ZZ"}):
        answer = alice.get(CHECK, between("XA", "XB", **{**RANSOM, **wrong}))
        check_page(answer, status=400)
    assert alice.get(f"{CHECK}document/").status_code == 404
    begun = alice.get(CHECK, {"requesting": "XA", "acts": "detain"})
    assert begun.status_code == 200, "a link that knows one State asks for the other"
    assert re.search(r'value="detain"[^>]*checked', begun.content.decode())


def test_a_check_is_printed(people: People) -> None:
    answer = signed_in(people.alice).get(f"{CHECK}document/", between("XA", "XB", **RANSOM, **GANG))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_real_nodes_have_no_invented_laws(people: People) -> None:
    with opened(people.alice.actor):
        assert {"XA", "XB", "XC"} <= set(laws())
        with override_settings(HOMEWARD_ENVIRONMENT="real"):
            assert not [code for code in laws() if code.startswith("X")]
