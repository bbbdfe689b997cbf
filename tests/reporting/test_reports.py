"""A questionnaire, the replies to it, and the report: on a State's node and at the Secretariat."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from homeward.foundation.access.errors import NotFound, StaleForm
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.files import folders_on_disk
from homeward.foundation.vault.node_keys import own_public_keys
from homeward.oversight.assistance.secretariat import own_desk
from homeward.oversight.reporting.actions.aggregates import Told, approve, prepare
from homeward.oversight.reporting.actions.reports import compile_report, share
from homeward.oversight.reporting.actions.rounds import (
    Asked,
    clear,
    lay_before,
    open_round,
    return_reply,
    send_reply_again,
    write_answer,
)
from homeward.oversight.reporting.annex import digest_of
from homeward.oversight.reporting.arrivals import on_expired
from homeward.oversight.reporting.errors import (
    BegunMeanwhile,
    NoReply,
    NothingAnswered,
    NotWaiting,
    OneWaits,
    SecondPersonNeeded,
    Unbound,
)
from homeward.oversight.reporting.models import Aggregate, Report, Round, Sharing, Stage, Submission
from homeward.oversight.reporting.working import ReportingSearch, ReportingWork
from homeward.wire.receipts import ReceiptState
from homeward.wire.signatures import Typ, verify_detached
from tests.assistance.desks import be_secretariat
from tests.browser_client import signed_in
from tests.exchange.peer import Peer
from tests.page_checks import check_page
from tests.people import People
from tests.pinning import pin
from tests.reporting.telling import answered, counted, questionnaire, reply, send, told

ANSWER = {"text": "We saw [[kidnapping_victims 2024]].", "needs": "", "evidence": []}


def page_of(answer: Any, language: str = "en") -> str:
    return check_page(answer, language)


def asked_here() -> UUID:
    """The Secretariat's questionnaire, as it arrives on this State's node."""
    with opened(EXCHANGE):
        made = Round.objects.create(
            title="Questionnaire 2026",
            session="Example session",
            first="2022",
            last="2025",
            due=date(2026, 12, 31),
            asked_by="XZ",
            opened_at=datetime.now(UTC),
        )
    return made.pk


def test_a_reply_is_written_by_some_and_cleared_by_another(people: People) -> None:
    pin("XZ")
    counted({"kidnapping_victims": {"2023": 6, "2024": 12, "2025": None}})
    asked, carol, olga = asked_here(), people.carol, people.olga
    page = f"/reporting/rounds/{asked}/"
    client = signed_in(carol, language="fr")
    form = page_of(client.get(f"{page}answers/p8b/"), "fr")
    assert "[[kidnapping_victims 2024]]" in form
    assert "59/154 §7(h)" in page_of(client.get(page), "fr")
    with opened(carol.actor):
        with pytest.raises(Unbound, match="kidnapping_victims 2019"):
            write_answer(
                asked,
                "p8b",
                ANSWER | {"text": "[[kidnapping_victims 2019]]"},
                user=carol,
                revision=0,
            )
        made = write_answer(asked, "p8b", ANSWER, user=carol, revision=0)
        with pytest.raises(StaleForm):
            write_answer(asked, "p6", ANSWER, user=carol, revision=0)
    sent = {
        "text": "Some 17 officers.",
        "needs": "Trainers.",
        "title_1": "Law 7",
        "where_1": "art. 3",
        "revision": str(made.revision),
    }
    assert client.post(f"{page}answers/p8a/", sent).status_code == 302
    bad = client.post(f"{page}answers/p8a/", sent | {"title_1": ""})
    assert bad.status_code == 400, "evidence has a name"
    with opened(olga.actor), pytest.raises(NotWaiting):
        clear(made.pk, user=olga)
    with opened(carol.actor):
        laid = lay_before(made.pk, user=carol)
        victims = [one for one in laid.lines if one["indicator"] == "kidnapping_victims"]
        assert [one["period"] for one in victims] == ["2023", "2024", "2025"]
        with pytest.raises(NotWaiting):
            write_answer(asked, "p6", ANSWER, user=carol, revision=laid.revision)
    with opened(carol.actor), pytest.raises(SecondPersonNeeded):
        clear(made.pk, user=carol)
    assert "Another person decides" in page_of(signed_in(carol).get(page))
    shown = page_of(signed_in(olga).get(page))
    assert "Numbers that were typed by hand" in shown
    assert "17" in shown
    with opened(olga.actor):
        return_reply(made.pk, "Name the course.", user=olga)
    assert "Name the course." in page_of(client.get(page), "fr")
    with opened(carol.actor):
        lay_before(made.pk, user=carol)
    # The database holds to two people, whatever the program tries.
    with pytest.raises(IntegrityError, match="does not clear"), opened(carol.actor):
        Submission.objects.update(cleared_by=carol.pk)
    assert signed_in(olga).post(f"/reporting/replies/{made.pk}/clear/").status_code == 302
    read = page_of(signed_in(olga).get(f"/reporting/replies/{made.pk}/"))
    assert "We saw 12 (2024)." in read
    with opened(olga.actor):
        held = Submission.objects.get(pk=made.pk)
        assert (held.stage, held.cleared_by) == (Stage.SENT, olga.pk)
        # The State compiles its own report of it, and no other's.
        own = compile_report(asked, "XA", user=olga)
        assert own.kind == "state"
        with pytest.raises(NotFound):
            compile_report(asked, "XB", user=olga)
        message = held.message_id
        assert message
    with opened(EXCHANGE):
        on_expired(message, datetime.now(UTC), EXCHANGE)
    with opened(olga.actor):
        send_reply_again(made.pk, user=olga)
    # A correction begins from what was sent.
    with opened(carol.actor):
        second = write_answer(asked, "p6", ANSWER, user=carol, revision=0)
        assert (second.number, sorted(second.answers)) == (2, ["p6", "p8a", "p8b"])


def test_of_two_people_who_begin_in_one_moment_the_second_is_told(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin("XZ")
    counted({"kidnapping_victims": {"2023": 6, "2024": 12}})
    asked = asked_here()
    with opened(people.carol.actor):
        assert [one.title for one in ReportingWork().items(people.carol)] == ["Questionnaire 2026"]
        assert not ReportingWork().items(people.dan), "who has no part in it owes nothing"
        first = write_answer(asked, "p8b", ANSWER, user=people.carol, revision=0)
        lay_before(first.pk, user=people.carol)
        assert not ReportingWork().items(people.carol), "who wrote it does not clear it"
        assert [one.caption for one in ReportingSearch().search(people.carol, "2026 example", 5)]
        assert not ReportingSearch().search(people.carol, "2019", 5)
        assert not ReportingSearch().search(people.dan, "2026", 5)
    with opened(people.olga.actor):
        (work,) = ReportingWork().items(people.olga)
        assert "clear or return" in str(work.next_step)
        assert work.due is not None
        return_reply(first.pk, "Say since when.", user=people.olga)
    # The second one looked before the first one's row was there.
    monkeypatch.setattr("homeward.oversight.reporting.actions.rounds.open_reply", lambda _: None)
    with opened(people.olga.actor):
        with pytest.raises(BegunMeanwhile):
            write_answer(asked, "p6", ANSWER, user=people.olga, revision=0)
        assert Submission.objects.get().pk == first.pk

    def quicker(lines: list[dict[str, Any]], *_: Any) -> list[dict[str, Any]]:
        Aggregate.objects.create(
            state="XA",
            number=7,
            lines=[],
            prepared_at=datetime.now(UTC),
            prepared_by=people.carol.pk,
        )
        return lines

    monkeypatch.setattr("homeward.oversight.reporting.actions.aggregates.marked_revised", quicker)
    with opened(people.olga.actor), pytest.raises(OneWaits):
        prepare(Told(coverage="All."), user=people.olga)


def test_a_reply_is_prefilled_with_what_was_approved(people: People) -> None:
    pin("XZ")
    counted({"kidnapping_victims": {"2023": 6, "2024": 12, "2025": 9}})
    with opened(people.carol.actor):
        made = prepare(Told(coverage="All."), user=people.carol)
    with opened(people.olga.actor):
        approve(made.pk, user=people.olga)
    counted({"kidnapping_victims": {"2023": 6, "2024": 99, "2025": 9}})
    asked = asked_here()
    with opened(people.carol.actor):
        begun = write_answer(asked, "p8b", ANSWER, user=people.carol, revision=0)
        laid = lay_before(begun.pk, user=people.carol)
    values = {one["indicator"]: one["value"] for one in laid.lines if one["period"] != "2024"}
    assert values == {"kidnapping_victims": "9", "laws_meeting_minimum": "1"}, "law is read live"
    assert "99" not in {one["value"] for one in laid.lines}
    with opened(people.dan.actor), pytest.raises(NotFound):
        write_answer(asked, "p8b", ANSWER, user=people.dan, revision=0)


def test_the_secretariat_asks_compiles_and_shares(people: People) -> None:
    be_secretariat()
    peer = Peer()
    carol, olga = people.carol, people.olga
    asks = Asked(
        title="Questionnaire 2026", session="Example session", first="2022", last="2025",
        due=date(2026, 12, 31),
    )  # fmt: skip
    with opened(carol.actor):
        asked = open_round(asks, user=carol)
    assert [(one["state"], one["sent"]) for one in asked.states] == [
        ("XB", True), ("XC", False), ("XD", False), ("XZ", False),
    ]  # fmt: skip
    assert peer.sent_here("reporting.questionnaire")[0].payload["last"] == "2025"
    years = [told("kidnapping_victims", str(y), 10 + y - 2022) for y in range(2022, 2026)]
    first = reply(1, years, answered("p8b", "Rising: [[kidnapping_victims 2025]]."))
    assert send(peer, "reporting.reply", first, asked.pk)[1].state is ReceiptState.DELIVERED
    assert send(peer, "reporting.reply", first, asked.pk)[1].state is ReceiptState.DELIVERED
    for bad, thread, reason in (
        (reply(1, years, answered("p8b", "Again.")), asked.pk, "reply_exists"),
        (
            reply(2, years, answered("p8b", "[[kidnapping_victims 1999]]")),
            asked.pk,
            "malformed_payload",
        ),
        (reply(2, years, answered("p99", "No.")), asked.pk, "malformed_payload"),
        (reply(2, years), asked.pk, "malformed_payload"),
        (reply(2, years, answered("p8b", "Lost.")), uuid4(), "unknown_round"),
    ):
        assert send(peer, "reporting.reply", bad, thread)[1].reason == reason
    page = f"/reporting/rounds/{asked.pk}/"
    shown = page_of(signed_in(carol).get(page))
    assert shown.count("</svg>did not reply") == 3
    assert shown.count("ask on paper") == 3
    with opened(carol.actor), pytest.raises(NoReply):
        compile_report(asked.pk, "XC", user=carol)
    made = signed_in(carol).post(f"{page}compile/")["Location"]
    report = page_of(signed_in(carol).get(made))
    assert "Rising: 13 [" in report
    assert report.count("did not reply") >= 3
    page_of(signed_in(carol, language="fr").get(made), "fr")
    annex = signed_in(carol).get(f"{made}annex/json/").content
    with opened(carol.actor):
        held = Report.objects.get(state="")
        assert digest_of(json.loads(annex)) == held.digest
    for kind, language in (("pdf", "fr"), ("docx", "en")):
        file = signed_in(carol).get(f"{made}file/{kind}/{language}/")
        assert file.content[:4] in (b"%PDF", b"PK\x03\x04")
    assert b"panel" in signed_in(carol).get(f"{made}annex/csv/").content
    for path in ("annex/exe/", "file/pdf/xx/", "file/exe/en/"):
        assert signed_in(carol).get(f"{made}{path}").status_code == 404
    # Sharing is another person's act, signed, and stays.
    with opened(carol.actor):
        with pytest.raises(SecondPersonNeeded):
            share(held.pk, "conference", "CTOC/COP/2026/1", user=carol)
        with pytest.raises(IntegrityError, match="does not share"):
            Sharing.objects.create(
                report=held, body="conference", document="x", statement="{}", signature="x",
                key_id="x", shared_at=datetime.now(UTC), shared_by=carol.pk,
            )  # fmt: skip
    given = {"body": "conference", "document": "CTOC/COP/2026/1"}
    assert signed_in(olga).post(f"{made}share/", given).status_code == 302
    with opened(olga.actor):
        act = Sharing.objects.get()
    statement = json.loads(act.statement)
    assert (statement["annex_sha256"], statement["shared_with"]) == (held.digest, "conference")
    signer = verify_detached(
        act.signature, act.statement.encode(), Typ.REPORT, [own_public_keys()], "sharing"
    )
    assert signer.key_id == act.key_id
    assert "CTOC/COP/2026/1" in page_of(signed_in(carol).get(made))
    # The next report is compared with the one that was shared.
    with opened(carol.actor):
        later = open_round(asks, user=carol)
    more = [*years[:-1], told("kidnapping_victims", "2025", 23)]
    send(peer, "reporting.reply", reply(1, more, answered("p8b", "More.")), later.pk)
    with opened(carol.actor):
        second = compile_report(later.pk, user=carol)
        assert second.previous_id == held.pk
    words = page_of(signed_in(carol).get(f"/reporting/reports/{second.pk}/"))
    assert "in the last report 13 [" in words
    for other in (people.alice, people.adam):
        assert signed_in(other).get(f"/reporting/reports/{second.pk}/").status_code == 404


def test_a_reply_on_paper_is_entered_by_one_and_taken_by_another(people: People) -> None:
    be_secretariat()
    pin("XB")
    with opened(people.carol.actor):
        desk = own_desk()
        assert desk is not None
        asked = open_round(
            Asked(title="Questionnaire 2026", session="Example session", first="2022",
                  last="2025", due=date(2026, 12, 31), states=("XB", "XD")),
            user=people.carol,
        )  # fmt: skip
    members = {one.pk for one in desk.members.all()}
    enters = next(one for one in (people.carol, people.olga, people.dan) if one.pk in members)
    client, page = signed_in(enters), f"/reporting/rounds/{asked.pk}/"
    assert "Enter from paper" in page_of(client.get(page))
    assert signed_in(people.dan).get(f"{page}paper/XD/").status_code == 404
    form = {"written_on": "2026-10-01", "reference": "Note 7", "text_p8b": "We counted 17 victims."}

    def file() -> dict[str, Any]:
        return {"file": SimpleUploadedFile("note.pdf", b"%PDF-1.7 example", "application/pdf")}

    refused = client.post(f"{page}paper/XB/", form | file())
    assert "went to this State" in page_of_refused(refused), "XB has a node"
    assert client.post(f"{page}paper/XD/", form).status_code == 400, "without a scan"
    empty = client.post(f"{page}paper/XD/", form | {"text_p8b": ""} | file())
    assert "No paragraph is answered yet" in page_of_refused(empty)
    assert list(folders_on_disk()) == [], "what is refused leaves nothing in the vault"
    place = client.post(f"{page}paper/XD/", form | file())["Location"]
    shown = page_of(client.get(place))
    assert "On paper, entered by hand" in shown
    assert "bound to no data" in shown
    assert b"".join(client.get(f"{place}scan/")) == b"%PDF-1.7 example"
    again = client.post(f"{page}paper/XD/", form | file())
    assert "waits for a second person" in page_of_refused(again), "one at a time"
    assert client.post(f"{place}paper/take/").status_code == 403, "not by whoever entered it"

    takes = people.olga if enters is people.carol else people.carol
    with opened(takes.actor):
        (work,) = ReportingWork().items(takes)
        assert work.url == place
    assert signed_in(takes).post(f"{place}paper/take/").status_code == 302
    assert "from paper" in page_of(signed_in(takes).get(page))
    with opened(takes.actor):
        report = compile_report(asked.pk, user=takes)
        (xb, xd) = report.annex["states"]
        assert (xb["replied"], xd["replied"], xd["on_paper"]) == (False, True, True)
        assert not report.annex["data"], "what was typed is no figure"
        reply_row = Submission.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=reply_row.pk).update(paper={})
    assert "replied on paper" in page_of(signed_in(takes).get(f"/reporting/reports/{report.pk}/"))


def page_of_refused(answer: Any) -> str:
    assert 400 <= answer.status_code < 500
    return str(answer.content.decode()).replace("&#x27;", "'")


def test_a_questionnaire_comes_from_the_secretariat_alone(people: People) -> None:
    peer = Peer()
    assert send(peer, "reporting.questionnaire", questionnaire())[1].reason == "not_the_secretariat"
    with opened(people.carol.actor), pytest.raises(NotFound):
        open_round(
            Asked(title="t", session="s", first="2024", last="2025", due=date(2027, 1, 1)),
            user=people.carol,
        )


def test_nothing_is_laid_before_the_focal_point_that_says_nothing(people: People) -> None:
    counted({"kidnapping_victims": {"2023": 6, "2024": 12}})
    asked, carol = asked_here(), people.carol
    nothing = {"text": "", "needs": "", "evidence": []}
    with opened(carol.actor):
        begun = write_answer(asked, "p8b", ANSWER, user=carol, revision=0)
        begun = write_answer(asked, "p8b", nothing, user=carol, revision=begun.revision)
        with pytest.raises(NothingAnswered):
            lay_before(begun.pk, user=carol)
