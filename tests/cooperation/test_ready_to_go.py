"""What keeps a request from going out: parts, days and files; and what a supervisor leaves out."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from homeward.casework.cases.models import Case, Evidence, Item
from homeward.casework.cooperation.declaration import all_kinds, kind_of
from homeward.casework.cooperation.models import Request, RequestFile
from homeward.casework.cooperation.payloads import request_payload
from homeward.foundation.access.actions import add_team
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, change, draft, made, write
from tests.cooperation.other_node import OtherNode, last_sent
from tests.cooperation.samples import sample
from tests.page_checks import check_page
from tests.people import People, a_case
from tests.pinning import pin

REASON = "The house may be left tonight."


@pytest.fixture
def case(people: People) -> Case:
    pin("XB")
    return a_case(people)


def written(people: People, case: Case, kind: str, **parts: str) -> Request:
    """A draft of Alice's with every part, some of them changed."""
    basis = kind_of(kind).legal_bases[0].code
    request = draft(people.alice, case, kind, legal_basis=basis)
    sent = {**sample(request.contents), **parts}
    answer = write(people.alice, request, **sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return request


def attach(people: People, request: Request, name: str, content: bytes) -> str:
    """Attach a file through the page; its SHA-256."""
    file = SimpleUploadedFile(name, content, "text/plain")
    sent = {"file": file, "purpose": "Evidence."}
    assert signed_in(people.alice).post(f"/requests/{request.pk}/files/", sent).status_code == 302
    with opened(people.alice.actor):
        return str(RequestFile.objects.get(request=request, name=name).sha256)


def test_kinds_are_chosen_under_their_headings(people: People, case: Case) -> None:
    page = check_page(signed_in(people.alice).get(f"/cases/{case.reference}/requests/new/"))
    for heading in (
        "Police to police",
        "Evidence and hearings",
        "Persons sought, and who prosecutes",
    ):
        assert f">{heading}</h3>" in page
    assert "Taking of testimony" in page
    french = signed_in(people.alice, language="fr").get(f"/cases/{case.reference}/requests/new/")
    assert "Recueil d’un témoignage" in french.content.decode()


def test_a_document_is_one_of_the_attached_files(people: People, case: Case) -> None:
    request = draft(people.alice, case, "special_techniques", legal_basis="untoc_20")
    digest = attach(people, request, "warrant.txt", b"The warrant.")
    page = check_page(signed_in(people.alice).get(f"/requests/{request.pk}/content/"))
    assert f'value="{digest}"' in page
    assert "On paper, by another channel" in page
    parts = sample(request.contents) | {"own_authority_order": digest}
    assert write(people.alice, request, **parts).status_code == 302
    page = check_page(signed_in(people.alice).get(f"/requests/{request.pk}/"))
    assert f"warrant.txt (SHA-256 {digest})" in page
    with opened(people.alice.actor):
        file = RequestFile.objects.get(request=request)
    removed = signed_in(people.alice).post(f"/requests/{request.pk}/files/{file.pk}/remove/")
    assert removed.status_code == 302
    refused = change(signed_in(people.carol), people.carol, request, "approve")
    assert "Own authorisation: the file that is named here" in check_page(refused, status=400)


def test_days_that_contradict_or_are_over_are_refused_with_the_rule(
    people: People, case: Case
) -> None:
    request = written(people, case, "detainee_transfer")
    turned = {"needed_from": "2031-05-02", "needed_to": "2031-05-01"}
    page = write(people.alice, request, **sample(request.contents) | turned)
    said = "Needed until lies before Needed from"
    assert said in check_page(page, status=400)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    parts = sample(request.contents) | {"needed_from": yesterday}
    assert write(people.alice, request, **parts).status_code == 302, "a draft may be late"
    refused = change(signed_in(people.carol), people.carol, request, "approve")
    assert "Needed from: this day has passed" in check_page(refused, status=400)
    assert by_id(people.carol, request.pk).state == "draft"


def test_what_was_approved_is_what_goes(people: People, case: Case) -> None:
    request = written(people, case, "testimony")
    attach(people, request, "list.txt", b"The list of questions.")
    made(people.carol, request, "approve")
    files = RequestFile.objects.filter(request=request)
    with opened(people.carol.actor):
        digest = files.get().sha256
        assert files.update(sha256="0" * 64) == 1
    refused = change(signed_in(people.carol), people.carol, request, "issue")
    assert "not those that were approved: list.txt" in check_page(refused, status=400)
    back = made(people.carol, request, "return_draft", text="The list was changed.")
    assert (back.state, back.approved) == ("draft", ""), "or it could never be mended"
    with opened(people.carol.actor):
        files.update(sha256=digest)
    assert made(people.carol, request, "approve", "issue").state == "issued"


def test_a_supervisor_lets_it_go_with_a_reason_that_is_sent_along(
    people: People, case: Case
) -> None:
    request = written(people, case, "search", suspicion="", facts="")
    address = f"/requests/{request.pk}/waive/"
    check_page(signed_in(people.alice).get(address), status=409)
    carol = signed_in(people.carol)
    page = check_page(carol.get(address))
    assert "Why it is thought to be there" in page
    revision = by_id(people.carol, request.pk).revision
    check_page(carol.post(address, {"revision": revision, "reason": " "}), status=400)
    sent = {"revision": revision, "reason": REASON}
    assert carol.post(address, sent).status_code == 302
    issued = made(people.carol, request, "approve", "issue")
    with opened(people.carol.actor):
        payload = request_payload(issued)
    assert payload["waived"] == {"parts": ["facts", "suspicion"], "reason": REASON}
    assert last_sent(request).thread == request.pk
    with opened(people.olga.actor):
        assert Entry.objects.get(verb="cooperation.waived").data["parts"] == "facts,suspicion"


def test_what_is_disclosed_is_shown_with_its_codes_and_what_a_code_forbids_is_not_attached(
    people: People, case: Case
) -> None:
    content = b"A photograph of the house."
    with opened(people.alice.actor):
        blob = uuid4()
        Evidence.objects.create(
            case=case,
            compartment="investigation",
            blob_id=blob,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            file_name="house.txt",
            taken_in_by=people.alice.pk,
            taken_in_at=datetime.now(UTC),
        )
        item = Item.objects.create(
            case=case,
            compartment="investigation",
            kind="document",
            title="The house",
            handling="H2",
            blob_id=blob,
            added_by=people.alice.pk,
        )
    lax = draft(people.alice, case, "testimony", legal_basis="untoc_18", handling="H1")
    file = SimpleUploadedFile("house.txt", content, "text/plain")
    sent = {"file": file, "purpose": "Evidence."}
    refused = signed_in(people.alice).post(f"/requests/{lax.pk}/files/", sent)
    assert "“The house” may not go with this request: it carries H2" in check_page(
        refused, status=409
    )
    with opened(people.alice.actor):
        assert not RequestFile.objects.filter(request=lax).exists()
    strict = draft(people.alice, case, "testimony", legal_basis="untoc_18", handling="H2")
    attach(people, strict, "house.txt", content)
    page = check_page(signed_in(people.alice).get(f"/requests/{strict.pk}/"))
    shown = page.split('id="disclosed-title"')[1].split("</section>")[0]
    for words in ("house.txt", "The house: H2", "Investigation and who conducts it"):
        assert words in shown
    with opened(people.alice.actor):
        Item.objects.filter(pk=item.pk).update(tlp="RED")
    file.seek(0)
    red = signed_in(people.alice).post(f"/requests/{strict.pk}/files/", {**sent, "file": file})
    assert "TLP:RED is for nobody else" in check_page(red, status=409)


def test_what_nobody_may_leave_out(people: People, case: Case) -> None:
    request = written(people, case, "search", investigation="")
    carol = signed_in(people.carol)
    sent = {"revision": by_id(people.carol, request.pk).revision, "reason": REASON}
    page = carol.post(f"/requests/{request.pk}/waive/", sent)
    assert "no request is sent without this" in check_page(page, status=400)
    refused = change(carol, people.carol, request, "approve")
    assert "Still missing: Investigation" in check_page(refused, status=400)


def test_more_that_is_missing_later_was_not_answered_for(people: People, case: Case) -> None:
    request = written(people, case, "search", suspicion="")
    carol = signed_in(people.carol)
    sent = {"revision": by_id(people.carol, request.pk).revision, "reason": REASON}
    assert carol.post(f"/requests/{request.pk}/waive/", sent).status_code == 302
    whole = sample(request.contents)
    write(people.alice, request, **whole | {"suspicion": "", "place": ""})
    refused = change(carol, people.carol, request, "approve")
    assert "Still missing: What is to be searched" in check_page(refused, status=400)
    write(people.alice, request, **whole)
    assert by_id(people.carol, request.pk).waiver == {}, "it is complete, and nothing is left out"


def test_an_incomplete_request_arrives_with_its_reason_only(people: People) -> None:
    node = OtherNode()
    content = sample(kind_of("search").contents) | {"suspicion": ""}
    waived = {"parts": ["suspicion"], "reason": REASON}
    arrived = node.request("search", content=content, waived=waived)
    page = check_page(signed_in(people.carol).get(f"/requests/{arrived.pk}/"))
    assert REASON in page
    assert "Parts are left out, with a reason" in page
    for wrong in (
        {"parts": ["place"], "reason": REASON},
        {"parts": ["suspicion"], "reason": ""},
        {"parts": ["suspicion", "investigation"], "reason": REASON},
        {"parts": [], "reason": REASON},
        "all of it",
    ):
        with pytest.raises(AssertionError):
            node.request("search", content=content, waived=wrong)


def test_a_request_of_every_kind_is_taken_in(people: People) -> None:
    with opened(service("setup")):
        add_team("fiu", actor=service("setup"), name="Intelligence desk", authority="XA-FIU")
    node = OtherNode()
    for kind in all_kinds():
        assert node.request(kind.code).kind == kind.code


def test_what_is_missing_is_said_while_it_is_written(people: People, case: Case) -> None:
    """The list beside the form follows what stands in the form; nothing of it is kept."""
    at_police(people)
    request = draft(people.alice, case, "preservation", legal_basis="untoc_27")
    alice, address = signed_in(people.alice), f"/requests/{request.pk}/content/"
    assert f'hx-post="{address}now/"' in check_page(alice.get(address))
    before = by_id(people.alice, request.pk).content
    parts = {**sample(request.contents), "provider": ""}
    said = alice.post(f"{address}now/", parts).content.decode()
    assert re.findall(r'href="#id_(\w+)"', said) == ["provider"]
    assert "UNTOC 27(1)(b)" in said
    (shown,) = re.findall(r'name="shown" value="([^"]*)"', said)
    assert alice.post(f"{address}now/", {**parts, "shown": shown}).status_code == 204
    days = {"provider": "Net One", "data_from": "2026-05-02", "data_to": "2026-05-01"}
    said = alice.post(f"{address}now/", {**parts, **days}).content.decode()
    assert "Every required part is written." in said
    assert "Data until" in said, "the days contradict each other"
    assert by_id(people.alice, request.pk).content == before
    assert signed_in(people.bob).post(f"{address}now/", parts).status_code == 404
    assert write(people.alice, request, **sample(request.contents)).status_code == 302
    made(people.carol, request, "approve")
    assert alice.post(f"{address}now/", parts).status_code == 409
