"""The pages of the law: two drafters change a law, and everybody reads it and why."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.knowledge.law.models import LawVersion, Proposal
from homeward.knowledge.law.queries import law_of
from tests.browser_client import signed_in
from tests.law.test_changing import drafter
from tests.notices import listening
from tests.page_checks import check_page
from tests.people import People

JP = "/law/states/JP/"
CELL = f"{JP}change/cells/ransom_kidnapping/movement/"
MOVEMENT = {
    "value_required": "false",
    "provision": "Penal Code, art. 225-2",
    "status": "text read",
    "source": "JP1",
    "paraphrase": "The article has no separate word for bringing the victim to another place.",
    "reason": "Read again in the gazette.",
}


def text_of(answer: Any) -> str:
    page = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(page).split())


def fields(client: Client, path: str) -> dict[str, str]:
    """The hidden fields of a form's page."""
    page = client.get(path).content.decode()
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def page_at(client: Client, path: str) -> Any:
    return client.get(path)


def send(client: Client, path: str, **written: object) -> Any:
    return client.post(path, fields(client, path) | written)


@pytest.fixture
def two(people: People) -> tuple[User, User]:
    return drafter("dora"), drafter("dirk")


def test_a_cell_is_changed_by_two_persons_and_everybody_reads_why(
    people: People, two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = listening(monkeypatch)
    one, other, reader = signed_in(two[0]), signed_in(two[1]), signed_in(people.alice)
    page = text_of(reader.get(JP))
    assert "From memory" in page
    assert "Tell me of changes" in page
    assert "XA · " in page
    assert f"{JP}change/" not in reader.get(JP).content.decode()
    assert reader.post(f"{JP}follow/").status_code == 302
    late = fields(other, CELL)

    answer = send(one, CELL, **MOVEMENT | {"source": ""})
    assert "Choose what you read" in check_page(answer, status=400)
    made = send(one, CELL, **MOVEMENT)
    assert send(one, CELL, **MOVEMENT)["Location"] == made["Location"], "twice is one proposal"
    proposal = made["Location"]
    assert reader.get(proposal).status_code == 404
    mine = text_of(one.get(proposal))
    assert "Withdraw" in mine
    assert "Approve" not in mine
    assert "differs Yes No" in text_of(other.get(proposal)), "before beside after"
    assert "wait for a second person" in text_of(other.get("/"))
    assert other.post(f"{proposal}decide/", {"reject": "1"}).status_code == 400, "says why"
    assert other.post(f"{proposal}decide/", {"approve": "1"}).status_code == 302
    assert [(sorted(each.who), each.kind, each.params) for each in told] == [
        (["alice"], "law.changed", {"state": "JP"})
    ]
    assert "The recorded law of JP was changed" in text_of(reader.get("/duty/notices/"))
    history = text_of(reader.get(f"{JP}history/?part=offence/ransom_kidnapping/movement"))
    for said in ("proposed by Dora , approved by Dirk", "Read again in the gazette.", "JP1"):
        assert said in history, said
    assert "No such" not in text_of(reader.get(f"{JP}history/?part=offence/other"))

    answer = other.post(CELL, late | MOVEMENT | {"value_required": "true"})
    said = text_of(answer)
    assert answer.status_code == 400
    assert "Somebody else's change" in said
    assert "Needed: No" in said
    again = dict(re.findall(r'name="(seen)" value="([^"]*)"', answer.content.decode()))
    assert other.post(CELL, again | MOVEMENT | {"value_required": "true"}).status_code == 302


def test_a_new_state_grows_and_its_read_cells_are_verified(
    people: People, two: tuple[User, User]
) -> None:
    one, other = signed_in(two[0]), signed_in(two[1])

    def both(path: str, **written: object) -> None:
        answer = send(one, path, **written)
        assert answer.status_code == 302, text_of(answer)
        done = other.post(f"{answer['Location']}decide/", {"approve": "1"})
        assert done.status_code == 302, text_of(done)

    assert "No State has this code" in text_of(one.post("/law/add/", {"state": "ZZ"}))
    assert "recorded already" in text_of(one.post("/law/add/", {"state": "jp"}))
    add = one.post("/law/add/", {"state": "xd"})["Location"]
    why = {"reason": "From the gazette."}
    source = {"key": "XA1", "title": "Code", "publisher": "Ministry", "language": "en"}
    source |= {"address": "https://law.example.org/xa", "read_on": "2026-01-02"} | why
    assert "has not come yet" in text_of(send(one, add, **source | {"read_on": "2999-01-01"}))
    assert "letters, digits" in text_of(send(one, add, **source | {"key": "new"}))
    waiting = send(one, add, **source)
    head = {
        "key": "holding",
        "about": "kidnapping",
        "name": "Holding",
        "title": "Holding",
        "provision": "Code 10",
        "iccs": "020221",
        "iccs_reason": "Held for gain; the text needs no moving of the victim.",
    } | why
    both("/law/states/XD/change/offences/new/", **head)
    cells = "/law/states/XD/change/cells/holding/"
    known = {"provision": "Code 10", "status": "text read", "source": "XA1", "reason": "Read.",
             "paraphrase": "Whoever holds a person is punished."}  # fmt: skip
    both(f"{cells}conduct/", value_acts=["detain", "hide"], **known)
    assert set(law_of_xd(two[0]).sources) == {"XA1"}, "a source only proposed comes along"
    late = other.post(f"{waiting['Location']}decide/", {"approve": "1"})
    assert late.status_code == 400
    assert "Nothing differs from what is in force" in text_of(late)
    assert other.post(f"{waiting['Location']}decide/", {"sign": "1"}).status_code == 409
    penalty = known | {"value_min_months": "60", "value_max_months": "12"}
    assert "the least is above the most" in text_of(send(one, f"{cells}penalty/", **penalty))
    levels = {"value_levels": "death of the victim; life=true\nweapon; min_months=x"}
    said = text_of(send(one, f"{cells}aggravation/", **known, **levels))
    assert "min_months is not right" in said
    both(f"{cells}aggravation/", **known, value_levels="death of the victim; life=true")
    both("/law/states/XD/change/", legal_family="common", **why)
    joined = known | {"standing": "party", "since": "2003-09-29", "is_basis": "true"}
    both("/law/states/XD/change/treaties/untoc/", **joined)
    confirm = "/law/states/XD/change/confirm/holding/"
    assert "Choose" in text_of(one.get(confirm)) or "Conduct" in text_of(one.get(confirm))
    said = text_of(send(one, confirm, cells=["offence/holding/conduct"], **why))
    assert "Compare it again" in said, "a cell is confirmed as it was shown"
    stamps = re.findall(r'value="(offence/holding/conduct@\w+)"', one.get(confirm).content.decode())
    read_again = known | {"paraphrase": "Whoever holds or hides a person is punished."}
    both(f"{cells}conduct/", value_acts=["detain", "hide"], **read_again)
    late = send(one, confirm, cells=stamps, **why)
    assert "Compare it again" in check_page(late, status=400)
    stamps = re.findall(r'value="(offence/holding/conduct@\w+)"', late.content.decode())
    both(confirm, cells=stamps, **why)
    law = law_of_xd(two[0])
    offence = law.offences[0]
    assert (law.legal_family, law.joinings[0].membership.is_basis) == ("common", True)
    assert [str(cell.status) for cell in offence.cells] == ["verified", "text_read"]
    for path in ("/law/states/XD/", f"{cells}conduct/", f"{confirm}", "/law/proposals/",
                 "/law/states/XD/gaps/", "/law/states/XD/history/", "/law/states/XD/change/",
                 "/law/states/XD/change/treaties/untoc/", f"{waiting['Location']}",
                 "/law/states/XD/change/sources/XA1/", "/law/add/", "/law/import/"):  # fmt: skip
        check_page(page_at(one, path))
    both("/law/states/XD/change/offences/holding/", remove="on", **head)
    assert law_of_xd(two[0]).offences == (), "with an offence its cells go"
    with opened(two[0].actor):
        numbers = LawVersion.objects.filter(state="XD").order_by("number")
        assert [each.number for each in numbers] == [*range(1, len(numbers) + 1)]


def law_of_xd(reader: User) -> Any:
    with opened(reader.actor):
        return law_of("XD")


def test_laws_are_read_compared_and_held_against_the_minimum(people: People) -> None:
    reader = signed_in(people.alice)
    for path in ("/law/", JP, f"{JP}gaps/", f"{JP}history/", "/law/elements/", "/law/crosswalk/",
                 "/law/elements/movement/?about=kidnapping", "/law/elements/limitation/",
                 "/law/compare/"):  # fmt: skip
        check_page(page_at(reader, path))
    check_page(page_at(reader, "/law/elements/movement/?about=nonsense"), status=400)
    check_page(page_at(reader, "/law/compare/?about=kidnapping&states=JP"), status=400)
    assert "Japan" in text_of(reader.get("/law/"))
    french = signed_in(people.alice, language="fr")
    assert "Japon" in text_of(french.get("/law/"))
    gaps = reader.get(f"{JP}gaps/").content.decode()
    assert "Note for drafters" in gaps
    assert re.search(r'href="/law/states/[A-Z]{2}/#\w+-', gaps)
    query = "?about=kidnapping&states=JP&states=BR&states=MX"
    page = check_page(page_at(reader, f"/law/compare/{query}"))
    assert all(name in page for name in ("Japan", "Brazil", "Mexico", "From memory"))
    table = reader.get(f"/law/compare/csv/{query}")
    assert "attachment" in table["Content-Disposition"]
    assert "刑法, art. 225-2" in table.content.decode("utf-8-sig")
    assert reader.get(f"/law/compare/xlsx/{query}").content[:2] == b"PK"
    assert reader.get(f"/law/compare/pdf/{query}").content[:5] == b"%PDF-"
    assert reader.get(f"/law/compare/docx/{query}").status_code == 404
    wrong = check_page(reader.get("/law/compare/csv/?about=kidnapping&states=ZZ"), status=400)
    assert "ZZ" in wrong
    found = text_of(reader.get("/search/?q=身の代金"))
    assert "Japan" in found
    crosswalk = text_of(reader.get("/law/crosswalk/"))
    assert "Taken away?" in crosswalk
    for state, offence, is_read in (("TT", "Kidnapping Act, ch. 11:26, s. 3", False),
                                    ("FR", "Code pénal, art. 224-1", True)):  # fmt: skip
        head = text_of(reader.get(f"/law/states/{state}/")).split(offence)[1].split("ICCS")[0]
        assert ("From memory" in head) is not is_read, "an article says how it is known"
    assert "Kidnapping" in crosswalk
    for path in ("/law/import/", "/law/proposals/", "/law/add/", f"{JP}change/", CELL):
        assert reader.get(path).status_code == 403, path
    for path in ("/law/states/jp/", "/law/states/QQ/", "/law/elements/nothing/"):
        assert reader.get(path).status_code == 404, path


def test_a_file_is_shown_as_differences_and_proposed_whole_or_not(
    people: People, two: tuple[User, User]
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    one = signed_in(two[0])

    def upload(data: bytes, name: str) -> Any:
        return one.post("/law/import/", {"file": SimpleUploadedFile(name, data)})

    whole = one.get("/law/export/json/").content
    assert "Nothing differs" in text_of(upload(whole, "all.json"))
    data = json.loads(whole)
    laws = {law["state"]: law for law in data["laws"]}
    laws["JP"]["offence"][0]["title"] = "Taking for ransom"
    laws["BR"]["offence"].pop()
    shown = upload(json.dumps(data).encode(), "all.json")
    page = check_page(shown)
    assert all(word in page for word in ("Japan", "Brazil", "Taking for ransom", "Taken out"))
    assert "Mexico" not in page
    sealed = re.search(r'name="changes" value="([^"]+)"', shown.content.decode())
    assert sealed
    written = {"changes": sealed[1], "reason": ""}
    assert one.post("/law/import/propose/", written).status_code == 400
    with opened(two[0].actor):
        assert not Proposal.objects.exists()
    answer = one.post("/law/import/propose/", written | {"reason": "New edition."})
    assert answer.status_code == 302
    with opened(two[0].actor):
        assert set(Proposal.objects.values_list("state", flat=True)) == {"JP", "BR"}
    assert one.post("/law/import/propose/", {"changes": "forged", "reason": "x"}).status_code == 409
    laws["JP"]["offence"][0]["cell"][0]["acts"] = ["fly"]
    said = text_of(upload(json.dumps(data).encode(), "all.json"))
    assert "all.json" in said
    assert "Offence Taking for ransom (ransom_kidnapping): Conduct" in said
    assert "acts" in said
    nowhere = {**data, "laws": [{"state": "QQ", "legal_family": "civil"}]}
    said = text_of(upload(json.dumps(nowhere).encode(), "q.json"))
    assert "No State has this code" in said
    assert "10 MB" in text_of(upload(b" " * ((10 << 20) + 1), "big.json"))
