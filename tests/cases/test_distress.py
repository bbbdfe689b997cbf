"""Distressing material: marked, opened after a warning, blurred, counted; nothing plays."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape
from PIL import Image

from homeward.casework.cases.actions import add_item
from homeward.casework.cases.codes import Codes
from homeward.casework.cases.distress import Mark, joined
from homeward.casework.cases.distress_gate import LASTS
from homeward.casework.cases.evidence_facts import EvidenceFacts
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cases.evidence_scene import taken
from tests.cases.test_pages import address
from tests.meta.repository import ROOT
from tests.page_checks import check_page
from tests.people import People, a_case

WARNING, TEXT = "A tied person is shown.", "He was tied for nine days."
MARKED = {"distress": ["violence", "child"], "distress_warning": WARNING}
BLUR = "distress-blur"


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)


def picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(held, "PNG")
    return held.getvalue()


def shown(client: Client, case: Case, below: str) -> str:
    return check_page(client.get(address(case, below)))


def ways(page: str) -> dict[str, str]:
    """The addresses of the gate by their words."""
    found = re.findall(r'href="(\?show=[^"]+)">(?:<svg.*?</svg>)? ?([^<]+)</a>', page)
    return {words.strip(): way.replace("&amp;", "&") for way, words in found}


def verbs(people: People, case: Case, verb: str) -> list[dict[str, object]]:
    with opened(people.alice.actor):
        return [one.data for one in Entry.objects.filter(case_id=case.pk, verb=verb).order_by("at")]


def test_marked_evidence_opens_after_a_warning(people: People) -> None:
    case = a_case(people)
    alice = signed_in(people.alice)
    more = {**MARKED, "text": TEXT, "title": "Picture 4"}
    item, _evidence = taken(alice, people.alice, case, content=picture(), name="proof.png", **more)
    where = f"items/{item.pk}/"
    for below in (where, f"{where}preview/", f"{where}edit/"):
        page = shown(alice, case, below)
        assert "Violence and A child who suffers" in page
        assert WARNING in page
        assert TEXT not in page
        assert "<img" not in page
    assert verbs(people, case, "case.item_viewed") == []
    bare = alice.get(address(case, f"{where}preview/1/"))
    assert (bare.status_code, bare["Location"]) == (302, address(case, f"{where}preview/"))
    way = ways(shown(alice, case, where))
    blurred = shown(alice, case, where + way["Open it blurred"])
    assert TEXT in blurred
    assert f'class="{BLUR}" aria-hidden="true"' in blurred
    clear = shown(alice, case, where + way["Open it as it is"])
    assert TEXT in clear
    assert BLUR not in clear
    for manner, is_blurred in (("Open it blurred", True), ("Open it as it is", False)):
        page = shown(alice, case, f"{where}preview/{way[manner]}")
        assert (BLUR in page) is is_blurred
        source = re.search(r'<img class="evidence-picture[^"]*" src="([^"]+)"', page)
        assert source
        answer = alice.get(source[1].replace("&amp;", "&"))
        assert answer["Content-Type"] == "image/png"
    manners = [one["manner"] for one in verbs(people, case, "case.distress_opened")]
    assert manners == ["blurred", "open", "blurred", "open"]
    assert "You opened marked material 4 times" in shown(alice, case, where)
    for below in ("", "items/", "timeline/"):
        page = shown(alice, case, below)
        assert TEXT not in page
        assert "<img" not in page
    assert "Warning: Violence and A child who suffers" in shown(alice, case, "items/")
    assert "<details><summary>Read" not in shown(alice, case, "")


def test_a_link_that_is_passed_on_asks_anew(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(people)
    with opened(people.alice.actor) as actor:
        grant_membership(case.pk, people.carol, "investigation", actor=actor)
        mark = Mark(("torture",), WARNING)
        item = add_item(case, ItemKind.NOTE, "Statement", actor=actor, text=TEXT, mark=mark)
        other = add_item(case, ItemKind.NOTE, "Other", actor=actor, text=TEXT, mark=mark)
    alice, carol = signed_in(people.alice), signed_in(people.carol)
    where = f"items/{item.pk}/"
    way = ways(shown(alice, case, where))["Open it as it is"]
    assert TEXT in shown(alice, case, where + way)
    assert TEXT not in shown(carol, case, where + way)
    assert TEXT not in shown(alice, case, f"items/{other.pk}/{way}")
    assert TEXT not in shown(alice, case, f"{where}?show=open")
    assert "You opened marked material 0 times" in shown(carol, case, where)
    carol.cookies["homeward_distress"] = "blur"
    wished = shown(carol, case, where)
    assert f'class="{BLUR}" aria-hidden="true"' in wished
    assert WARNING in wished
    assert TEXT in shown(carol, case, where + ways(wished)["Show it as it is"])
    monkeypatch.setattr("homeward.casework.cases.distress_gate.LASTS", -LASTS)
    assert TEXT not in shown(alice, case, where + way)  # the half hour is over


def test_a_member_marks_and_unmarks_what_is_here(people: People) -> None:
    case = a_case(people)
    alice = signed_in(people.alice)
    first, _evidence = taken(alice, people.alice, case, title="First")
    second, _evidence = taken(alice, people.alice, case, title="Second")  # the same content
    form = address(case, f"items/{first.pk}/warning/")
    answer = alice.post(form, {"revision": 0, "distress": ["death"]})
    assert answer.status_code == 400
    assert "what is to be expected" in answer.content.decode()
    alone = alice.post(form, {"revision": 0, "distress_warning": WARNING})
    assert escape("Choose what makes it hard") in alone.content.decode()
    assert alice.post(form, {**MARKED, "revision": 0}).status_code == 302
    assert "Before you open this" in shown(alice, case, f"items/{second.pk}/preview/")
    late = alice.post(form, {"revision": 0, "distress": ["death"], "distress_warning": "Later."})
    assert WARNING in check_page(late, status=409)
    third, _evidence = taken(
        alice,
        people.alice,
        case,
        title="Third",
        distress=["death"],
        distress_warning="Of the third.",
    )
    both = f"Of the third. / {WARNING}"
    with opened(people.alice.actor):
        marks = [one.mark for one in Item.objects.filter(blob_id=first.blob_id)]
    assert marks == [Mark(("violence", "child", "death"), both)] * 3
    assert signed_in(people.dan).get(form).status_code == 404
    assert alice.post(form, {"revision": 2, "distress": []}).status_code == 302
    assert "Before you open this" not in shown(alice, case, f"items/{third.pk}/")
    kinds = [one["kinds"] for one in verbs(people, case, "case.item_marked")]
    assert kinds[-1] == []
    assert len(kinds) == 2 + 3 + 3


def test_a_mark_waits_with_an_upload() -> None:
    facts = EvidenceFacts(
        kind="document",
        title="Film",
        compartment="crisis",
        codes=Codes(),
        holder="XA-POLICE",
        distress=("death",),
        distress_warning=WARNING,
    )
    kept = facts.to_json()
    assert EvidenceFacts.from_json(kept) == facts
    del kept["distress"], kept["distress_warning"]  # as an upload that was begun before
    assert EvidenceFacts.from_json(kept).distress == ()
    assert joined([Mark(), Mark(("death",), "One"), Mark(("violence",), "Two")]) == Mark(
        ("violence", "death"), "One / Two"
    )


CHARTS = {"dataset.html", "area.html", "map.html", "table.html"}


def test_nothing_plays_by_itself_and_lists_show_no_pictures() -> None:
    templates = [*(ROOT / "src").rglob("templates/**/*.html")]
    scripts = [*(ROOT / "frontend" / "src").rglob("*.ts")]
    assert len(templates) > 100
    playing = [p.name for p in templates if "autoplay" in p.read_text("utf-8").lower()]
    playing += [p.name for p in scripts if re.search(r"autoplay|\.play\(", p.read_text("utf-8"))]
    assert playing == []
    media = re.compile(r"<(?:img|video|audio|picture|object|embed|iframe)\b")
    showing = {p.name for p in templates if media.search(p.read_text("utf-8"))}
    # Behind the gate; codes for signing in, of staff and of families; charts of figures.
    assert showing == {"preview.html", "activate_form.html", "app.html", *CHARTS}
