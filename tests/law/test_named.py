"""What a reader meets are names: titles of offences, and of which day a text that was read is."""

import io
import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened
from homeward.knowledge.law.actions import approve, propose
from homeward.knowledge.law.changes import difference
from homeward.knowledge.law.errors import LawFault, LawOvertaken
from homeward.knowledge.law.importing import read_laws
from homeward.knowledge.law.queries import content_of
from homeward.knowledge.law.writing import to_json_file, to_workbook
from tests.browser_client import signed_in
from tests.law.test_changing import LAW, drafter
from tests.law.test_pages import text_of
from tests.page_checks import check_page
from tests.people import People

NAMED = "Offence Holding of a person (holding)"
DATED = LAW["source"][0] | {"key": "XD2", "copy_date": date(2025, 3, 4)}


@pytest.fixture
def two(people: People) -> tuple[User, User]:
    return drafter("dora"), drafter("dirk")


def in_force(law: dict[str, Any], two: tuple[User, User]) -> None:
    with opened(two[0].actor):
        state = law["state"]
        made = propose(state, difference(content_of(state), law), reason="Read.", user=two[0])
    with opened(two[1].actor):
        approve(made, user=two[1])


def wrong(**cell: object) -> dict[str, Any]:
    law = deepcopy(LAW)
    law["offence"][0]["cell"][0] |= cell
    return law


@pytest.mark.parametrize("written", [to_json_file, to_workbook])
def test_a_fault_of_a_file_names_the_offence_by_its_title(written: Any) -> None:
    with pytest.raises(LawFault) as caught:
        read_laws(written([wrong(source="XD9")]), "laws")
    assert f"{NAMED}: Conduct, field source" in str(caught.value)
    with pytest.raises(LawFault) as caught:
        read_laws(to_json_file([wrong(colour="red")]), "laws")
    assert f"{NAMED}: Conduct, field colour" in str(caught.value)


def test_a_proposal_its_history_and_a_file_show_titles(two: tuple[User, User]) -> None:
    in_force(LAW, two)
    one, other = (signed_in(each) for each in two)
    changed = to_json_file([wrong(provision="Penal Code of XD, section 11")])
    sent = SimpleUploadedFile("xd.json", changed)
    preview = text_of(one.post("/law/import/", {"file": sent}))
    assert f"{NAMED}: Conduct" in preview
    in_force(wrong(provision="Penal Code of XD, section 12"), two)
    history = text_of(other.get("/law/states/XD/history/?part=offence/holding/conduct"))
    assert f"{NAMED}: Conduct" in history
    late = difference(LAW, wrong(provision="Penal Code of XD, section 13"))
    with opened(two[0].actor), pytest.raises(LawOvertaken) as caught:
        propose("XD", late, reason="Late.", user=two[0])
    assert str(caught.value).startswith(f"{NAMED}: Conduct was changed")
    form = text_of(one.get("/law/states/XD/change/cells/holding/conduct/"))
    assert f"{NAMED}: Conduct" in form


def test_an_offence_that_is_taken_out_keeps_its_title_in_history(two: tuple[User, User]) -> None:
    in_force(LAW, two)
    in_force(LAW | {"offence": []}, two)
    history = text_of(signed_in(two[0]).get("/law/states/XD/history/"))
    assert f"{NAMED} · Taken out" in history


def test_every_page_says_of_which_day_the_copy_is(two: tuple[User, User]) -> None:
    law = wrong()
    law["source"].append(DATED)
    law["cell"] = [{**law["offence"][0]["cell"][0], "element": "limitation", "years": 10,
                    "source": "XD2"}]  # fmt: skip
    del law["cell"][0]["acts"]
    unit = {"role": "fiu", "name": "Unit of XD", "languages": ["en"], "source": "XD2"}
    law["authority"] = [
        unit | {"status": "text read", "paraphrase": "The unit receives reports here."}
    ]
    in_force(law, two)
    client = signed_in(two[0])
    whole = check_page(client.get("/law/states/XD/"))
    for page in (whole, check_page(client.get("/law/elements/conduct/?about=kidnapping"))):
        assert "copy not dated" in page
    assert "copy of 4 Mar 2025" in text_of(client.get("/law/states/XD/"))
    assert "Copy not dated" in whole
    assert "copy of" in check_page(client.get("/law/elements/limitation/"))
    compared = "/law/compare/?about=kidnapping&states=XD&states=JP"
    page = text_of(client.get(compared))
    assert "copy not dated" in page
    confirm = text_of(client.get("/law/states/XD/change/confirm/holding/"))
    assert "copy not dated, read on" in confirm
    rows = client.get(compared.replace("/?", "/csv/?")).content.decode("utf-8-sig").splitlines()
    assert "Date of the copy" in rows[0]
    assert any(("2025-03-04" in row and "XD" in row) or "2025-03-04" in row for row in rows)
    assert any("copy not dated" in row for row in rows)
    sent = {"requesting": "XD", "requested": "JP", "acts": ["detain"]}
    assert "copy not dated" in text_of(client.post("/law-check/", sent))
    assert "copy of 4 Mar 2025" in text_of(client.get("/authorities/states/XD/"))


def test_a_state_is_not_compared_with_itself(people: People) -> None:
    client = signed_in(people.dan)
    answer = client.get("/law/compare/?about=kidnapping&states=JP&states=JP")
    assert "Choose two to eight States" in check_page(answer, status=400)


def test_no_half_of_a_pair_comes_in_by_a_file(two: tuple[User, User]) -> None:
    raw = json.loads(to_json_file([LAW]))
    raw["laws"][0]["offence"][0]["title"] = "Holding \ud83d"
    sent = io.BytesIO(json.dumps(raw).encode())
    sent.name = "xd.json"
    answer = signed_in(two[0]).post("/law/import/", {"file": sent})
    assert "neither JSON nor a workbook" in check_page(answer, status=400)


@pytest.mark.parametrize(
    ("field", "value"),
    [("languages", ["English, as everybody speaks it"]), ("provision", {"a": 1}), ("original", 5)],
)
def test_an_institution_has_texts_and_codes_of_languages(field: str, value: Any) -> None:
    unit = {"role": "fiu", "name": "Unit", "languages": ["en"], "status": "from memory",
            "paraphrase": "The unit receives reports here."}  # fmt: skip
    law = {**LAW, "authority": [unit | {field: value}]}
    with pytest.raises(LawFault, match=f"field {field}"):
        read_laws(to_json_file([law]), "laws")
