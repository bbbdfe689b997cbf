"""Institutions, treaties between States and standings in the editor, confirmed by two persons."""

import re
from typing import Any

from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.knowledge.law.history import followed_by
from homeward.knowledge.law.queries import law_of
from tests.browser_client import signed_in
from tests.law.test_changing import drafter
from tests.law.test_pages import send, text_of
from tests.page_checks import check_page
from tests.people import People

JP = "/law/states/JP/"
KNOWN = {"status": "text read", "source": "JP1", "reason": "Read in the gazette.",
         "paraphrase": "The ministry receives and sends requests."}  # fmt: skip
OFFICE = KNOWN | {"role": "asset_recovery", "name": "Office for Recovery", "languages": "ja, en"}
PACT = KNOWN | {"key": "xb_1", "name": "Treaty with Borduvia", "covers": ["extradition"],
                "states": "XB, xc", "in_force": "2001-02-03"}  # fmt: skip


def test_what_stands_beside_the_offences_is_edited_and_confirmed_by_two(people: People) -> None:
    one, other = signed_in(drafter("dora")), signed_in(drafter("dirk"))

    def both(path: str, **written: object) -> None:
        answer = send(one, path, **written)
        assert answer.status_code == 302, text_of(answer)
        assert other.post(f"{answer['Location']}decide/", {"approve": "1"}).status_code == 302

    def law() -> Any:
        with opened(people.alice.actor):
            return law_of("JP")

    new = f"{JP}change/institutions/new/"
    check_page(one.get(new))
    assert "no code of a language" in text_of(send(one, new, **OFFICE | {"languages": "English"}))
    both(new, **OFFICE)
    assert "recorded in this role already" in text_of(send(one, new, **OFFICE))
    office = law().institutions[-1]
    assert (office.role, office.languages) == ("asset_recovery", ("ja", "en"))
    page = one.get(JP).content.decode()
    edit = re.findall(rf'href="({JP}change/institutions/[0-9a-f]+/)"', page)[-1]
    check_page(one.get(edit))
    both(edit, **KNOWN, original="回収室", languages="ja")
    assert law().institutions[-1].original == "回収室"

    pact = f"{JP}change/pacts/new/"
    check_page(one.get(pact))
    for wrong, says in (({"states": "XB, QQ"}, "code QQ"), ({"states": "JP"}, "not the State"),
                        ({"in_force": "2999-01-01"}, "not come yet")):  # fmt: skip
        assert says in text_of(send(one, pact, **PACT | wrong))
    both(pact, **PACT)
    both(f"{JP}change/pacts/xb_1/", **PACT | {"name": "Treaty with two States", "sectoral": "on"})
    made = law().pacts[-1]
    assert (made.treaty.name, made.states, made.treaty.sectoral) == (
        "Treaty with two States", ("XB", "XC"), True,
    )  # fmt: skip
    both(f"{JP}change/treaties/untoc/", **KNOWN, standing="party", since="2017-07-11")

    confirm = f"{JP}change/confirm-standing/"
    page = check_page(one.get(confirm))
    source = law().sources["JP1"]
    for said in (source.title, source.address, "Treaty with two States"):
        assert said in page, "who compares has the source before him"
    paths = ["membership/untoc", "treaty/xb_1", "authority/asset_recovery/Office for Recovery"]
    late = text_of(send(one, confirm, cells=paths, reason="Compared with the copy."))
    assert "Compare it again" in late, "a standing is confirmed as it was shown"
    shown = re.findall(r'value="([^"@]+@\w+)"', page)
    stamps = [each for each in shown if each.partition("@")[0] in paths]
    answer = send(one, confirm, cells=stamps, reason="Compared with the copy.")
    assert source.address in text_of(other.get(answer["Location"])), "and so does the second"
    assert other.post(f"{answer['Location']}decide/", {"approve": "1"}).status_code == 302
    found = law()
    assert {str(found.institutions[-1].status), str(found.pacts[-1].status)} == {"verified"}
    assert [str(one.status) for one in found.joinings if one.membership.treaty == "untoc"] == [
        "verified"
    ]
    again = text_of(one.get(f"{JP}change/treaties/untoc/"))
    assert "Text read" in again
    for path in (f"{JP}change/institutions/0/", f"{JP}change/pacts/none/"):
        assert one.get(path).status_code == 404
    assert signed_in(people.alice).get(new).status_code == 403
    both(f"{JP}change/pacts/xb_1/", **PACT, remove="on")
    assert law().pacts == ()


def test_one_follows_several_laws_at_once(people: People) -> None:
    alice = signed_in(people.alice)
    check_page(alice.get("/law/follow/"))
    assert alice.post("/law/follow/", {"states": ["JP", "FR"]}).status_code == 302
    assert alice.post("/law/follow/", {"states": ["FR", "CO"]}).status_code == 302
    with opened(people.alice.actor):
        assert followed_by(people.alice.pk) == {"FR", "CO"}
        ended = Entry.objects.get(verb="law.unfollowed")
    assert ended.data["state"] == "JP"
    assert alice.post("/law/follow/", {"states": ["QQ"]}).status_code == 400


def test_every_export_is_in_the_journal(people: People) -> None:
    alice = signed_in(people.alice)
    query = "?about=kidnapping&states=JP&states=BR"
    for path in ("/law/export/json/", "/law/states/JP/export/xlsx/", f"/law/compare/csv/{query}"):
        assert alice.get(path).status_code == 200
    with opened(people.alice.actor):
        entries = Entry.objects.filter(verb="law.exported").order_by("pk")
        found = [(one.subject_id, one.data["what"], one.data["file"]) for one in entries]
    assert found == [("several", "laws", "json"), ("JP", "laws", "xlsx"),
                     ("several", "comparison", "csv")]  # fmt: skip
