"""Packs of practices: signed, versioned, for some roles, and refused where they are not what they
say."""

import html
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.guide import library
from homeward.knowledge.manual.guide.finding import find
from homeward.knowledge.manual.guide.lists import TOOLS
from homeward.knowledge.manual.guide.packs import PackContent, read_pack, signed_pack
from homeward.knowledge.manual.guide.shelf import shipped, shipped_texts
from homeward.knowledge.manual.models import PracticePack
from homeward.wire.keys import NodeKeys
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People
from tests.pinning import pin

CODE = "talk-with-the-family"
MADE = {"title": "Families", "code": "families", "version": "1", "practices": [CODE]}


def make(client: Client, **changed: Any) -> bytes:
    answer = client.post("/manual/packs/make/", MADE | changed)
    assert answer["Content-Type"] == "application/json", answer.content.decode()[-2000:]
    return answer.content


def load(client: Client, raw: bytes, name: str = "pack.json") -> str:
    """What the page says after a pack was loaded or refused."""
    upload = SimpleUploadedFile(name, raw, "application/json")
    answer = client.post("/manual/packs/load/", {"file": upload}, follow=True)
    return answer.content.decode()


def test_an_open_pack_is_made_loaded_and_found(people: People) -> None:
    carol, alice = signed_in(people.carol), signed_in(people.alice)
    check_page(carol.get("/manual/packs/make/"))
    check_page(carol.get("/manual/packs/load/"))
    assert alice.get("/manual/packs/load/").status_code == 403
    raw = make(carol)
    assert "was loaded in version 1" in load(carol, raw)
    assert "Families" in check_page(alice.get("/manual/packs/"))
    page = check_page(alice.get("/manual/packs/XA/families/"))
    address = f"/manual/packs/XA/families/{CODE}/"
    assert address in page
    assert "From the pack “Families” of XA, version 1" in check_page(alice.get(address))
    with opened(people.alice.actor):
        found = [one.held for one in find(people.alice, "family promise", "en")]
        assert {(one.code, one.pack is not None) for one in found} >= {(CODE, True), (CODE, False)}


def test_a_practice_that_an_upgrade_makes_unreadable_is_named_and_the_others_stay(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    carol, other = signed_in(people.carol), "settle-who-leads"
    assert "was loaded" in load(carol, make(carol, practices=[CODE, other]))
    library._read.cache_clear()
    without = {code: name for code, name in TOOLS.items() if code != "family-contact"}
    monkeypatch.setattr("homeward.knowledge.manual.guide.reading.TOOLS", without)
    page = check_page(carol.get("/manual/packs/XA/families/"))
    assert "Practices of this pack that cannot be read" in page
    section = page[page.index('aria-labelledby="unreadable"') :]
    assert re.search(rf"{CODE}</bdi>:.*family-contact", section), "with its reason"
    assert f"/manual/packs/XA/families/{other}/" in page
    check_page(carol.get(f"/manual/packs/XA/families/{other}/"))
    assert carol.get(f"/manual/packs/XA/families/{CODE}/").status_code == 404
    check_page(carol.get("/manual/search/?q=family"))
    library._read.cache_clear()


def test_a_restricted_pack_is_seen_by_its_roles_and_never_leaves(people: People) -> None:
    carol, alice = signed_in(people.carol), signed_in(people.alice)
    assert "was loaded in version 1" in load(carol, make(carol, code="secret", title="For all"))
    assert "For all" in check_page(alice.get("/manual/packs/"))
    raw = make(carol, code="secret", title="For the desk", version="2", roles=["central"])
    assert "was loaded in version 2" in load(carol, raw)
    page = check_page(alice.get("/manual/packs/"))
    assert "For the desk" not in page
    assert "For all" not in page  # the older version is nobody's any more
    for gone in ("", f"{CODE}/"):
        assert alice.get(f"/manual/packs/XA/secret/{gone}").status_code == 404
    check_page(carol.get(f"/manual/packs/XA/secret/{CODE}/"))
    with opened(people.alice.actor):
        assert not PracticePack.objects.filter(removed_at=None).exists()
        assert not [one for one in find(people.alice, "family promise", "en") if one.held.pack]
    with opened(people.carol.actor):
        assert PracticePack.objects.get(removed_at=None).restricted
        with pytest.raises(DatabaseError), transaction.atomic():
            PracticePack.objects.update(roles=["everybody"])
    for language in ("en", "fr"):
        assert b"secret" not in carol.get(f"/manual/files/{language}/pages/").content


def test_a_changed_an_older_and_a_strange_pack_are_refused(people: People) -> None:
    carol = signed_in(people.carol)
    second = make(carol, version="2")
    whole = json.loads(second)
    changed = json.loads(second)
    changed["pack"]["title"]["en"] = "Other words"
    assert "the signature does not fit" in load(carol, json.dumps(changed).encode())
    other = json.loads(make(carol, version="3"))["signature"]
    assert "the signature does not fit" in load(
        carol, json.dumps(whole | {"signature": other}).encode()
    )
    assert "was loaded in version 2" in load(carol, second)
    for older in (second, make(carol, version="1")):
        said = load(carol, older)
        assert "is not newer" in said
        assert "version 2" in said
    assert "was loaded in version 3" in load(carol, make(carol, version="3"))
    assert carol.post("/manual/packs/XA/families/remove/").status_code == 302
    assert carol.get("/manual/packs/XA/families/").status_code == 404
    assert "is not newer" in load(carol, make(carol, version="3"))
    foreign = json.loads(second)
    foreign["pack"]["state"] = "XQ"
    assert "knows no key of that State" in load(carol, json.dumps(foreign).encode())
    with opened(people.carol.actor):
        assert set(PracticePack.objects.values_list("version", flat=True)) == {2, 3}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": 0}, "version"),
        ({"version": "2"}, "version"),
        ({"state": "xa"}, "state"),
        ({"code": "No"}, "code"),
        ({"title": {}}, "title"),
        ({"title": {"xx": "A"}}, "title"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles"),
        ({"roles": [{}]}, "roles"),
        ({"title": {"en": "\ud800"}}, "pack"),
        ({"practices": {CODE: {"source": [], "files": {"en": "x"}}}}, f"practices {CODE}"),
        ({"restricted": True}, "roles"),
        ({"restricted": 1}, "restricted"),
        ({"issued_at": "yesterday"}, "issued_at"),
        ({"issued_at": "2026-11-29T10:00:00"}, "issued_at"),
        ({"practices": {}}, "practices"),
        ({"practices": {CODE: {"source": "en"}}}, f"practices {CODE}"),
        ({"practices": {CODE: {"source": "en", "files": {"en": "x"}}}}, f"{CODE} (en)"),
        ({"practices": {CODE: {"source": "fr", "files": {"en": "x"}}}}, f"{CODE} (fr)"),
        ({"format": "other"}, "format"),
        ({"v": 3}, "format"),
        ({"v": 1}, "environment"),
        ({"v": 2.0}, "pack"),
        ({"environment": "war"}, "environment"),
        ({"environment": ["demo"]}, "environment"),
        ({"colour": 1}, "colour"),
    ],
)  # fmt: skip
def test_what_a_pack_says_wrongly_is_named(change: dict[str, Any], field: str) -> None:
    from homeward.knowledge.manual.errors import PackFault

    raw = json.loads(a_pack())
    raw["pack"] |= change
    with pytest.raises(PackFault) as raised:
        read_pack(json.dumps(raw).encode(), "pack.json")
    assert raised.value.params["field"] == field


def a_pack() -> bytes:
    files = shipped_texts()[CODE]
    content = PackContent(
        environment="demo",
        state="XA",
        code="families",
        version=1,
        title={"en": "Families"},
        restricted=False,
        roles=("everybody",),
        issued_at=datetime(2026, 11, 29, tzinfo=UTC),
        practices={CODE: {"source": "en", "files": files}},
    )
    return signed_pack(content, NodeKeys.generate())


def test_a_pack_holds_what_was_put_into_it() -> None:
    content, signature = read_pack(a_pack(), "pack.json")
    assert content.practices[CODE]["files"] == shipped_texts()[CODE]
    assert signature.count(".") == 2
    assert CODE in shipped()
    for wrong in (b"", b"{}", b"[1]", b"\xff", json.dumps({"pack": {}}).encode()):
        from homeward.knowledge.manual.errors import PackFault

        with pytest.raises(PackFault):
            read_pack(wrong, "pack.json")


def from_abroad(keys: NodeKeys, version: int, practices: dict[str, dict[str, str]]) -> bytes:
    """A pack of XB with these texts by practice and language."""
    content = PackContent(
        environment="demo",
        state="XB",
        code="families",
        version=version,
        title={"en": "Families, from abroad"},
        restricted=False,
        roles=("everybody",),
        issued_at=datetime(2026, 11, 29, tzinfo=UTC),
        practices={code: {"source": "en", "files": files} for code, files in practices.items()},
    )
    return signed_pack(content, keys)


def look(client: Client, raw: bytes, status: int = 200) -> str:
    upload = SimpleUploadedFile("pack.json", raw, "application/json")
    answer = client.post("/manual/packs/load/", {"file": upload, "look": "1"})
    return html.unescape(check_page(answer, status=status))


def changed_texts(code: str, **headers: str) -> dict[str, str]:
    """The shipped texts with other headers in the English one."""
    files = dict(shipped_texts()[code])
    for name, value in headers.items():
        files["en"] = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", files["en"], count=1)
    return files


def test_a_pack_is_looked_at_before_it_is_loaded(people: People) -> None:
    carol, keys = signed_in(people.carol), pin("XB")
    other, third = "tell-of-a-death", "keep-daily-life-going"
    first = {
        CODE: shipped_texts()[CODE],
        other: changed_texts(other, revision="3"),
        third: changed_texts(
            third, title='"Keep daily life going, as XB does"', related='["own-helpers"]'
        ),
        "own-helpers": shipped_texts()["settle-who-leads"],
    }
    page = look(carol, from_abroad(keys, 1, first))
    for words in ("The signature fits", "The same as here", "New here", "Changed", "Title",
                  "Translation of an outdated revision: français"):  # fmt: skip
        assert words in page, words
    with opened(people.carol.actor):
        assert not PracticePack.objects.exists()
    fields = dict(re.findall(r'name="(kept|name)" value="([^"]+)"', page))
    said = carol.post("/manual/packs/load/", fields, follow=True).content.decode()
    assert "was loaded in version 1" in said
    with opened(people.carol.actor):
        assert set(PracticePack.objects.get().content) == set(first)
    page = check_page(carol.get(f"/manual/packs/XB/families/{third}/"))
    assert (
        'href="/manual/packs/XB/families/own-helpers/">Settle beforehand which authority leads'
        in page
    )

    second = {CODE: shipped_texts()[CODE], other: shipped_texts()[other]}
    page = look(carol, from_abroad(keys, 2, second))
    assert "Older than what is here" in page
    assert "revision 1; here 3" in page
    assert page.count("No longer in the pack") == 2


def test_what_cannot_be_loaded_is_refused_with_its_reason_when_looked_at(people: People) -> None:
    carol, keys = signed_in(people.carol), pin("XB")
    broken = json.loads(from_abroad(keys, 1, {CODE: shipped_texts()[CODE]}))
    broken["pack"]["version"] = 9
    assert "the signature does not fit" in look(carol, json.dumps(broken).encode(), 400)
    strange = changed_texts(CODE, related='["no-such-practice"]')
    nowhere = from_abroad(keys, 1, {CODE: strange})
    for said in (look(carol, nowhere, 400), html.unescape(load(carol, nowhere))):
        assert "the link to “no-such-practice” leads nowhere" in said
    alone = re.sub(r"(?m)^(playbook|law|services|tools) = .*\n", "", shipped_texts()[CODE]["en"])
    linkless = from_abroad(keys, 1, {CODE: shipped_texts()[CODE] | {"en": alone}})
    assert "links to no playbook, law topic, service or tool" in look(carol, linkless, 400)
    assert "was loaded" in load(carol, from_abroad(keys, 2, {CODE: shipped_texts()[CODE]}))
    assert "is not newer" in look(carol, from_abroad(keys, 1, {CODE: shipped_texts()[CODE]}), 400)
    nothing = carol.post("/manual/packs/load/", {"look": "1", "kept": "!"})
    assert "Choose the file of a pack." in check_page(nothing, status=400)
    assert carol.post("/manual/packs/load/", {"name": "x"}).status_code == 400
    with opened(people.carol.actor):
        assert [one.version for one in PracticePack.objects.all()] == [2]
