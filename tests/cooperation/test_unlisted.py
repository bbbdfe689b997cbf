"""States of which the directory names nobody: letters to them, and requests that come from them."""

import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import psycopg
from docx import Document
from pypdf import PdfReader

from homeward.casework.cooperation.models import OralRequest, Request
from homeward.foundation.duty.models import Task
from homeward.foundation.exchange.models import OutMessage
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.cooperation import on_paper as desk
from tests.cooperation.officers import at_police, by_id, change, let_in, made, write
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin

ADDRESS = "Direction centrale\n1 rue Exemple, Paris"
FIRST = {"other_state": "other", "legal_basis": "untoc_27", "urgency": "urgent"}


def test_a_draft_goes_to_an_address_where_the_directory_names_nobody(people: People) -> None:
    at_police(people)
    case, alice = a_case(people), signed_in(people.alice)
    page = f"/cases/{case.reference}/requests/new/?kind=police_information"
    assert "Another State" in check_page(alice.get(page))
    empty = check_page(alice.post(page, FIRST), status=400)
    for field in ("unlisted", "addressee"):
        assert f'href="#id_{field}"' in empty
    listed = alice.post(page, {**FIRST, "unlisted": "XB", "addressee": ADDRESS})
    check_page(listed, status=400)
    answer = alice.post(page, {**FIRST, "unlisted": "FR", "addressee": "Somebody"})
    assert answer.status_code == 302
    request = by_id(people.alice, answer["Location"].split("/")[2])
    assert (request.other_authority, request.addressee) == ("", "Somebody")
    form = check_page(alice.get(f"/requests/{request.pk}/addressee/"))
    assert "Keep this address" in form
    moved = {"addressee": ADDRESS, "revision": request.revision}
    assert alice.post(f"/requests/{request.pk}/addressee/", moved).status_code == 302
    assert write(people.alice, request).status_code == 302
    request = made(people.carol, request, "approve", "issue")
    assert (request.state, request.way, len(request.code)) == ("issued", "hand", 9)
    shown = check_page(signed_in(people.carol).get(f"/requests/{request.pk}/"))
    assert "Direction centrale" in shown
    assert "France" in shown
    letter = signed_in(people.carol).get(f"/requests/{request.pk}/letter/docx/?language=en")
    words = "\n".join(_texts(Document(BytesIO(letter.content))))
    assert "Direction centrale" in words
    assert "1 rue Exemple, Paris" in words
    with opened(people.carol.actor):
        assert not OutMessage.objects.exists()
    assert desk.receipt(people.carol, request).status_code == 302
    assert by_id(people.carol, request.pk).state == "delivered"


def _texts(document: object) -> list[str]:
    found = [p.text for p in document.paragraphs]  # type: ignore[attr-defined]
    for table in document.tables:  # type: ignore[attr-defined]
        found += [cell.text for row in table.rows for cell in row.cells]
    return found


PAPER = {
    "reference": "FR 12/2026",
    "with_whom": ADDRESS,
    "channel": "diplomatic",
    "legal_basis": "untoc_27",
    "urgency": "urgent",
    "handling": "H1",
    "part_questions": "Who owns the boat?",
    "part_facts": "A person was taken to sea.",
}
REGISTER = "/requests/on-paper/new/?state=FR&kind=police_information"


def test_a_request_that_came_on_paper_is_registered_and_lives_by_the_same_table(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    at_police(people)
    carol = signed_in(people.carol)
    assert "/requests/on-paper/new/" in check_page(carol.get("/requests/desk/"))
    first = check_page(carol.get("/requests/on-paper/new/"))
    assert "France" in first
    assert "Tracing" not in first, "what lives between nodes does not come on paper"
    form = check_page(carol.get(REGISTER))
    assert "Who sent it" in form
    times = {"written_at": desk.typed(timedelta(days=3)), "came_at": desk.typed(timedelta(days=1))}
    unproved = carol.post(REGISTER, PAPER | times)
    assert 'href="#id_file"' in check_page(unproved, status=400)
    early = {**times, "written_at": desk.typed(timedelta(hours=1))}
    wrong = carol.post(REGISTER, PAPER | early | {"file": desk.scan()})
    assert "The times contradict each other" in check_page(wrong, status=400)
    code = {"oral": "abcd 2345"}
    with opened(service("exchange")):
        now = datetime.now(UTC)
        heard = OralRequest.objects.create(
            side="requested", other_state="FR", desk=people.police, code="ABCD2345",
            spoken_at=now, confirm_by=now, recorded_by=0, recorded_at=now,
        )  # fmt: skip
    assert carol.post(REGISTER, PAPER | times | code | {"file": desk.scan()}).status_code == 302
    with opened(people.carol.actor):
        request = Request.objects.get()
        heard.refresh_from_db()
        assert heard.request_id == request.pk
        assert heard.confirmed_at is not None, "the paper is the confirmation in writing"
        paper, scan = request.papers.get(), request.files.get()
        kinds = list(Task.objects.filter(done_at=None).values_list("kind", flat=True))
    assert (request.side, request.state, request.way) == ("requested", "delivered", "hand")
    assert (scan.side, scan.sha256) == (
        "requesting",
        sha256(b"%PDF-1.7 a scanned letter").hexdigest(),
    )
    assert (paper.channel, paper.recorded_by, paper.is_outgoing) == (
        "diplomatic",
        people.carol.pk,
        False,
    )
    assert kinds == ["cooperation.acknowledge"]
    page = check_page(carol.get(f"/requests/{request.pk}/"))
    for words in (
        "Who owns the boat?",
        "Entered by hand by Carol",
        "Direction centrale",
    ):
        assert words in page
    assert "By hand" in check_page(carol.get("/requests/"))
    twice = carol.post(REGISTER, PAPER | times | {"file": desk.scan()})
    assert "is here already" in check_page(twice, status=400)

    case = a_case(people)
    let_in(people, case, people.carol, "investigation")
    made(people.carol, request, "acknowledge")
    assert carol.post(f"/requests/{request.pk}/link/", {"case": case.reference}).status_code == 302
    assert made(people.carol, request, "ask_information", text="Which boat?").state == (
        "information_asked"
    )
    assert desk.send(people.carol, request, "ask_information").status_code == 302
    blue = {"text": "The blue one.", "had_letters": "2"}
    entered = desk.enter(people.carol, request, "give_information", **blue)
    assert entered.status_code == 302, entered.content.decode()[:2000]
    assert by_id(people.carol, request.pk).state == "acknowledged"
    made(people.carol, request, "begin")
    assert made(people.carol, request, "execute", information="A fisher.").state == "executed"
    _is_a_letter_that_is_kept(people, request)
    late = change(carol, people.carol, request, "execute", information="Again.")
    assert late.status_code == 409
    assert desk.enter(people.carol, request, "close", had_letters="4").status_code == 302
    assert by_id(people.carol, request.pk).state == "closed"
    run_jobs("cooperation.note_step")
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as db:
        query = "select data from journal_fact where kind = 'cooperation.step'"
        steps = [(data["step"], data["way"]) for (data,) in db.execute(query)]
    assert ("issue", "hand") in steps
    assert ("give_information", "hand") in steps, "what was entered by hand is counted too"
    assert {way for _step, way in steps} == {"hand"}
    with opened(people.carol.actor):
        assert not OutMessage.objects.exists()
    with opened(people.olga.actor):
        assert Entry.objects.get(verb="cooperation.registered").data["sender"] == "FR"


def _is_a_letter_that_is_kept(people: People, request: Request) -> None:
    """The answer goes as a formal letter, and the PDF as it was issued stays with its digest."""
    carol = signed_in(people.carol)
    with opened(people.carol.actor):
        answer = request.changes.get(name="execute")
        kept = request.files.get(change=answer, is_letter=True)
        issued = {file.change.name for file in request.files.filter(is_letter=True)}
    assert issued == {"acknowledge", "ask_information", "begin", "execute"}
    address = f"/requests/{request.pk}/letter/{answer.pk}/"
    assert f"{address}pdf/" in check_page(carol.get(f"/requests/{request.pk}/"))
    content = b"".join(carol.get(f"/requests/{request.pk}/files/{kept.pk}/").streaming_content)
    assert sha256(content).hexdigest() == kept.sha256
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    for part in ("Answer to the request", request.reference, "A fisher.", "Direction centrale"):
        assert part in words
    docx = carol.get(f"{address}docx/?language=fr")
    texts = [one.text for one in Document(io.BytesIO(docx.content)).paragraphs]
    assert "A fisher." in texts
    assert any(text.startswith("Rédigé en langue originale") for text in texts)
    assert any("Réponse à la demande" in text for text in texts)
    assert carol.get(f"{address}odt/").status_code == 404
    assert carol.get(f"{address}pdf/?language=tlh").status_code == 404
    assert signed_in(people.dan).get(f"{address}pdf/").status_code == 404
    with opened(people.olga.actor):
        made = Entry.objects.filter(verb="cooperation.letter_made")
        digests = {one.data["sha256"] for one in made}
    assert {kept.sha256, sha256(docx.content).hexdigest()} <= digests


def test_a_state_whose_node_is_known_sends_through_it(people: People) -> None:
    at_police(people)
    pin("XB")
    client = signed_in(people.carol)
    assert 'value="XB"' not in check_page(client.get("/requests/on-paper/new/"))
    asked = client.get("/requests/on-paper/new/?state=XB&kind=police_information")
    assert "Who sent it" not in check_page(asked)
    check_page(signed_in(people.adam).get("/requests/on-paper/new/"), status=403)
