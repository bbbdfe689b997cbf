"""Double criminality and the way to ask, on the pages, between laws that were read."""

import re
from dataclasses import replace
from html import unescape

from django.http import HttpResponse
from django.test import override_settings

from homeward.foundation.guard.context import opened
from homeward.knowledge.law.checking import within
from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.matching import KnownCell
from homeward.knowledge.law.queries import laws
from tests.browser_client import signed_in
from tests.examples import in_turn
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
    assert "Crimes Act of XB, section 8" in shown, "ransom from relatives is hostage-taking too"
    of_victim = words(alice.get(CHECK, between("XA", "XB", **RANSOM | {"third_party": "no"})))
    assert "not met: Third party" in of_victim, "listed below with what it lacks"
    # The same holding without any demand: XA needs no purpose, XB does. More may turn up.
    facts = RANSOM | {"purposes": ["harm"], "third_party": "no"}
    assert "It is unclear" in words(alice.get(CHECK, between("XA", "XB", **facts)))
    alone = between("XA", "XB", **facts, complete=["acts", "purposes"])
    shown = words(alice.get(CHECK, alone))
    assert "no offence recorded for Borduvia (invented) reaches" in shown
    facts |= {"purposes": ["political"], "complete": ["acts", "purposes", "means"]}
    unrecorded = between("XA", "HT", **facts)
    assert "nobody has recorded that these are all" in words(alice.get(CHECK, unrecorded))
    turned = words(
        alice.get(CHECK, between("XB", "XA", **RANSOM | {"purposes": [], "third_party": ""}))
    )
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
    for number, (state, law) in enumerate(laws().items()):
        if state not in ("CO",) and law.offences and in_turn(number, of=4):
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
    """Not its name: the restraint of XC stays below four years, its abduction does not, and only
    where it covers the conduct."""
    alice = signed_in(people.alice)
    moved = RANSOM | {"acts": ["carry_away", "detain"], "moved": "yes"}
    wanted = (("restraint", moved, "Not met"), ("abduction", moved, "Met"),
              ("abduction", RANSOM, "Not met"), ("", moved, "Met"))  # fmt: skip
    for offence, facts, mark in wanted:
        page = words(alice.get(ROUTE, between("XC", "XA", **facts, **GANG, offence=offence)))
        shown = re.search(r"Covered by a serious crime UNTOC 2\(b\) (Not met|Met|Unclear)", page)
        assert shown, page[:1500]
        assert shown[1] == mark, (offence, facts)


def test_a_serious_crime_that_does_not_cover_the_conduct_opens_no_way(people: People) -> None:
    """XB asks XA over a plain holding: only its ransom offence is recorded, and it is none."""
    plain = RANSOM | {"purposes": ["harm"], "third_party": "no", "threat": "no"}
    gang = GANG | {"asked": "assistance", "convention_offence": "no"}
    facts = between("XB", "XA", **plain, **gang)
    for complete, mark in (([], "Unclear"), (["acts", "purposes"], "Not met")):
        page = words(signed_in(people.alice).get(ROUTE, facts | {"complete": complete}))
        assert f"Covered by a serious crime UNTOC 2(b) {mark}" in page
        untoc = re.search(r"Organized Crime (Open|Closed|Unclear)", page)
        assert untoc, page
        assert untoc[1] == ("Closed" if complete else "Unclear")


def test_all_offences_that_cover_the_conduct_are_shown(people: People) -> None:
    page = words(signed_in(people.alice).get(ROUTE, between("XB", "XA", **RANSOM, **GANG)))
    assert "Offences that come near Kidnapping for gain · Crimes Act of XB, section 7" in page
    assert "Taking of a hostage · Crimes Act of XB, section 8" in page


def test_bad_input_is_refused_at_its_field(people: People) -> None:
    alice = signed_in(people.alice)
    same = alice.get(CHECK, between("XA", "XA"))
    assert same.status_code == 400
    assert "A State asks another, not itself." in words(same)
    for wrong in ({"acts": ["kill"]}, {"age": "-1"}, {"moved": "perhaps"}, {"requested": "ZZ"}):
        answer = alice.get(CHECK, between("XA", "XB", **{**RANSOM, **wrong}))
        check_page(answer, status=400)
    without_facts = alice.get(f"{CHECK}document/")
    assert without_facts.headers["Location"] == CHECK, "the form that asks for them"
    begun = alice.get(CHECK, {"requesting": "XA", "acts": "detain"})
    assert begun.status_code == 200, "a link that knows one State asks for the other"
    assert re.search(r'value="detain"[^>]*checked', begun.content.decode())


def test_facts_are_sent_in_the_body_and_the_age_is_a_band(people: People) -> None:
    alice = signed_in(people.alice)
    answer = alice.post(CHECK, between("XA", "XB", **RANSOM))
    page = check_page(answer)
    assert "punishable in both States" in words(answer)
    assert 'name="age" value="18"' in page
    assert page.count("age=18") == 1, "only the link that somebody may want"
    assert "age=34" not in page
    for path in (ROUTE, f"{CHECK}document/"):
        assert alice.post(path, between("XA", "XB", **RANSOM)).status_code == 200
    with opened(people.alice.actor):
        law = laws()["XA"]
    cell = KnownCell("consent", {"without_consent": True, "age": 17}, "10", Status.TEXT_READ)
    limit = replace(law, offences=(replace(law.offences[0], cells=(cell,)),), cells=())
    for age, kept in ((16, None), (14, 14), (18, 18)):
        assert within(Conduct(age=age), [limit]).age == kept, "a limit inside the band is open"


def test_a_check_is_printed(people: People) -> None:
    answer = signed_in(people.alice).get(f"{CHECK}document/", between("XA", "XB", **RANSOM, **GANG))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_real_nodes_have_no_invented_laws(people: People) -> None:
    with opened(people.alice.actor):
        assert {"XA", "XB", "XC"} <= set(laws())
        with override_settings(HOMEWARD_ENVIRONMENT="real"):
            assert not [code for code in laws() if code.startswith("X")]
