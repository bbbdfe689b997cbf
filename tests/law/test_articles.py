"""Treaty articles in our own words, and the links that lead to them from running words."""

from datetime import date

import pytest
from django.utils import translation

from homeward.casework.cooperation.declaration import all_kinds
from homeward.knowledge.law.articles import treaties
from homeward.knowledge.law.conduct import Conduct
from homeward.knowledge.law.elements import Status
from homeward.knowledge.law.gaps import MINIMUM
from homeward.knowledge.law.in_force import in_force
from homeward.knowledge.law.matching import KnownCell, Result, hold_against
from homeward.knowledge.law.references import linked, pieces
from homeward.knowledge.law.route import Asked, Facts, Membership, OtherTreaty, Standing, routes
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People


def test_every_article_says_what_it_says_in_both_languages_and_where_it_was_read() -> None:
    found = treaties()
    assert list(found) == ["untoc", "hostages", "consular"]
    assert {"2", "3", "5", "6", "13", "16", "18", "25", "38"} <= set(found["untoc"].articles)
    assert {str(number) for number in range(1, 20)} == set(found["hostages"].articles)
    for treaty in found.values():
        read = treaty.code != "consular"  # of which no copy was read yet, and the page says so
        assert (treaty.source is not None) is read
        if treaty.source is not None:
            assert treaty.source.address.startswith("https://")
            assert treaty.source.read_on
        assert "UNTS vol." in treaty.reference
        for article in treaty.articles.values():
            assert article.read is read
            marks = [passage.mark for passage in article.passages]
            assert len(set(marks)) == len(marks) > 0, article.number
            for words in (article.title, *(one.words for one in article.passages)):
                assert len(words.english) > 4
                assert len(words.french) > 4
                assert words.french != words.english or " " not in words.french


@pytest.mark.parametrize(
    ("words", "addresses"),
    [
        ("UNTOC 18(15)(b)", ["untoc/18/#p15"]),
        ("UNTOC 24(1), 24(4), 25(1)", ["untoc/24/#p1", "untoc/24/#p4", "untoc/25/#p1"]),
        ("UNTOC 15(2), 15(3); Hostages Convention 5",
         ["untoc/15/#p2", "untoc/15/#p3", "hostages/5/"]),
        ("See UNTOC article 25(3): views.", ["untoc/25/#p3"]),
        ("UNTOC 2(f)", ["untoc/2/#pf"]),
        ("VCCR 5(e) (from memory)", ["consular/5/#pe"]),
        ("UNTOC 99 and ICCS 020221", []),
    ],
)  # fmt: skip
def test_references_become_links_and_nothing_of_the_words_is_lost(
    words: str, addresses: list[str]
) -> None:
    found = list(pieces(words))
    assert "".join(one.text for one in found) == words
    assert [one.url.removeprefix("/law-check/treaties/") for one in found if one.url] == addresses


def test_what_people_wrote_stays_words() -> None:
    assert linked("<b>UNTOC 2</b>").startswith("&lt;b&gt;<a href=")


def test_every_article_that_the_application_names_is_explained() -> None:
    named = [part.article for kind in all_kinds() for part in (*kind.contents, *kind.answer)]
    named += [one.article for kind in all_kinds() for one in (*kind.grounds, *kind.legal_bases)]
    named += [minimum.source for minimum in MINIMUM]
    facts = [Facts(asked) for asked in Asked]
    pact = OtherTreaty("pact", "A pact", frozenset(Asked))
    named += [
        step.article
        for one in facts
        for others in ((), (pact,))
        for way in routes("XA", "XB", one, [], others)
        for step in way.steps
    ]
    wanted = [one for one in named if one.startswith(("UNTOC", "Hostages", "VCCR"))]
    assert len(wanted) > 60
    assert [one for one in wanted if not any(piece.url for piece in pieces(one))] == []
    # No number of an article stays behind without its link.
    left = [piece.text for one in wanted for piece in pieces(one) if not piece.url]
    assert [text for text in left if any(sign.isdigit() for sign in text)] == []


def test_the_pages_of_articles(people: People) -> None:
    alice = signed_in(people.alice)
    page = check_page(alice.get("/law-check/treaties/"))
    assert "UNTOC 18" in page
    page = check_page(alice.get("/law-check/treaties/untoc/18/"))
    assert 'id="p15"' in page
    assert "UNTS vol. 2225" in page
    assert "Text read" in page
    french = signed_in(people.alice, language="fr").get("/law-check/treaties/hostages/1/")
    assert "contraindre un tiers" in french.content.decode()
    assert "<h1>Convention contre la prise d’otages 1</h1>" in french.content.decode()
    with translation.override("fr"):
        assert linked("Hostages Convention 10(2)").count(
            "Convention contre la prise d’otages 10(2)"
        )
    for missing in ("untoc/99", "nothing/1"):
        assert alice.get(f"/law-check/treaties/{missing}/").status_code == 404


def member(state: str, since: date | None = None, **more: object) -> Membership:
    return Membership("untoc", state, Standing.PARTY, since, **more)  # type: ignore[arg-type]


def test_a_treaty_is_in_force_from_the_thirtieth_day_and_never_by_assumption() -> None:
    day = date(2026, 3, 31)
    old, new = member("XA", date(2004, 1, 1)), member("XB", date(2026, 3, 1))
    assert in_force("untoc", "XA", "XB", [old, new], day).result is Result.MET
    early = in_force("untoc", "XA", "XB", [old, new], date(2026, 3, 30))
    assert (early.result, early.states, early.rule) == (Result.NOT_MET, ("XB",), "UNTOC 36, 38(2)")
    unknown = in_force("untoc", "XA", "XC", [old], day)
    assert (unknown.result, unknown.states) == (Result.UNCLEAR, ("XC",))
    out = Membership("untoc", "XC", Standing.NOT_PARTY)
    assert in_force("untoc", "XD", "XC", [out], day).states == ("XC",), "what is known goes first"


def test_facts_that_have_all_need_no_cell_and_others_do() -> None:
    """Whoever was held against the will was so under every law; whoever agreed was perhaps not."""
    remembered = KnownCell("movement", {"required": True}, "s 1", Status.FROM_MEMORY)
    all_of_it = Conduct(moved=True, willing=False, third_party=True, threat=True)
    some = Conduct(moved=False, willing=True, third_party=False, threat=False)
    for conduct, expected in ((all_of_it, Result.MET), (some, Result.UNCLEAR)):
        found = hold_against("x", [remembered], conduct)
        results = {one.element: one.result for one in found.findings}
        for element in ("movement", "consent", "third_party", "threat"):
            assert results[element] is expected, element
        assert results["conduct"] is Result.UNCLEAR
