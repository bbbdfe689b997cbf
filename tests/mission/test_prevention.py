"""59/154 §7(a): whoever advises a person at risk goes through a sheet with him, in his language."""

import io

import pypdf

from homeward.knowledge.manual.guide.advice import shipped_advice
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People


def test_a_seafarer_is_advised_in_russian_and_nothing_stays(people: People) -> None:
    officer = signed_in(people.alice)
    words = shipped_advice().words["ru"]
    front = check_page(officer.get("/manual/"))
    assert "/manual/prevention/" in front
    address = "/manual/prevention/seafarer/?language=ru"
    assert address in check_page(officer.get("/manual/prevention/"))
    page = check_page(officer.get(address))
    assert words.items["passage"] in page
    answers = {"report": "no", "medicine": "no", "papers": "yes"}
    page = check_page(officer.post(address, answers))
    assert f"<strong>{words.items['report']}</strong>" in page
    assert words.items["medicine"] not in page
    printed = officer.post(address, answers | {"pdf": "1"})
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(printed.content)).pages)
    text = "".join(text.split())
    assert "".join(words.situations["seafarer"].split()) in text
    assert "".join(words.items["report"].split()) in text
    assert "".join(words.items["medicine"].split()) not in text
    assert words.items["medicine"] in check_page(officer.get(address))
