"""A newer shipped text of a law that was changed here is shown, proposed, and told of."""

from dataclasses import replace

import pytest

from homeward.foundation.guard.context import opened
from homeward.knowledge.law import shelf, shipping
from homeward.knowledge.law.actions import approve, propose, reject
from homeward.knowledge.law.changes import Change, parts_of
from homeward.knowledge.law.models import Subscription
from homeward.knowledge.law.queries import content_of, law_of
from homeward.knowledge.law.statelaw import StateLaw
from tests.browser_client import signed_in
from tests.law.test_changing import drafter
from tests.law.test_pages import text_of
from tests.notices import listening
from tests.page_checks import check_page
from tests.people import People

JP = "/law/states/JP/"


def ship(monkeypatch: pytest.MonkeyPatch, law: StateLaw) -> None:
    """A newer release, in which this law reads so."""
    whole = {**shelf.on_shelf(), law.state: law}
    for module in ("queries", "shipping"):
        monkeypatch.setattr(f"homeward.knowledge.law.{module}.on_shelf", lambda: whole)
    shipping.fingerprint.cache_clear()


def test_a_newer_shipped_text_is_shown_proposed_and_told_of(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = drafter("dora"), drafter("dirk")
    dora, dirk, alice = signed_in(one), signed_in(two), signed_in(people.alice)
    assert alice.post(f"{JP}follow/").status_code == 302
    assert shipping.tell_of_shipped() == 0, "what is there when one begins is no news"
    with opened(one.actor):
        old = law_of("JP")
        head = parts_of(content_of("JP"))["law"]
        own = propose("JP", [Change("law", head, head | {"legal_family": "mixed"})], reason="x",
                      user=one)  # fmt: skip
    with opened(two.actor):
        approve(own, user=two)
    assert "shipped text is newer" not in text_of(dora.get(JP)), "nothing was shipped anew yet"

    first, *rest = old.offences
    cells = tuple(
        replace(cell, paraphrase=f"{cell.paraphrase} Read again.") for cell in first.cells
    )
    new = replace(old, offences=(replace(first, title="Taking", cells=cells), *rest))
    ship(monkeypatch, new)
    told = listening(monkeypatch)
    assert shipping.tell_of_shipped() == 1
    assert [(sorted(each.who), each.kind) for each in told] == [(["alice"], "law.shipped")]
    assert shipping.tell_of_shipped() == 0, "once"

    assert "The shipped text is newer" in text_of(alice.get(JP))
    assert "The shipped text is newer" in text_of(alice.get("/law/"))
    address = f"{JP}shipped/"
    page = check_page(alice.get(address))
    assert "Read again." in page
    assert "Legal family" not in page, "what was changed here and not shipped anew stays"
    assert "Propose it" not in page
    assert alice.post(address, {"parts": "x", "reason": "y"}).status_code == 403
    title, rather = f"offence/{first.key}", f"offence/{first.key}/{first.cells[0].element}"
    assert dora.post(address, {"parts": [title], "reason": ""}).status_code == 400
    made = dora.post(address, {"parts": [title], "reason": "Shipped."})
    assert dirk.post(f"{made['Location']}decide/", {"approve": "1"}).status_code == 302
    with opened(two.actor):
        assert (law_of("JP").offences[0].title, law_of("JP").legal_family) == ("Taking", "mixed")
        left = {change.path for change in shipping.newer_parts("JP")}
    assert left == {f"offence/{first.key}/{cell.element}" for cell in first.cells}
    with opened(one.actor):
        change = next(each for each in shipping.newer_parts("JP") if each.path == rather)
        other = propose("JP", [change], reason="x", user=one)
    with opened(two.actor):
        reject(other, user=two, reason="Ours is better.")
        assert {each.path for each in shipping.newer_parts("JP")} == left - {rather}
    shipping.fingerprint.cache_clear()


def test_only_the_node_itself_notes_what_was_told(people: People) -> None:
    signed_in(people.alice).post(f"{JP}follow/")
    with opened(people.alice.actor):
        assert Subscription.objects.filter(state="JP").update(shipped="f" * 64) == 0
