"""The jobs that push a file: one at a time, never more, and an end in every case."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from homeward.foundation.exchange.attachments import pushing
from homeward.foundation.exchange.attachments.cleaning import sweep_attachments
from homeward.foundation.exchange.connections import connections_for
from homeward.foundation.exchange.models import OutAttachment, OutMessage
from homeward.foundation.exchange.ports import Enclosed
from homeward.foundation.exchange.posting import Answer
from homeward.foundation.exchange.remedies import remedy_for_sending
from homeward.foundation.exchange.sending import EXCHANGE, send
from homeward.foundation.guard.context import opened
from homeward.foundation.vault.actions import keep_file
from homeward.foundation.vault.intake import Intake
from homeward.wire.attachments import (
    MIN_PART_BYTES,
    AttachmentRef,
    AttachmentState,
    AttachmentStatus,
    Form,
    make_status,
)
from homeward.wire.header import Environment
from tests.browser_client import signed_in
from tests.exchange.notes import register_notes
from tests.exchange.peer import Peer
from tests.page_checks import check_page
from tests.people import People

PARTS = 4
CONTENT = os.urandom(PARTS * MIN_PART_BYTES - 100)


@dataclass(slots=True)
class Other:
    """XB as far as parts go: which it has, and whether it keeps what it is given."""

    peer: Peer
    id: UUID
    have: set[int] = field(default_factory=set)
    keeps: bool = True
    state: AttachmentState = AttachmentState.ARRIVING
    put: list[int] = field(default_factory=list)
    forms: tuple[str, ...] = ()
    lengths: list[int] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def row(self) -> OutAttachment:
        with opened(EXCHANGE):
            return OutAttachment.objects.select_related("message").get(pk=self.id)

    def answer(self) -> Answer:
        one = self.row()
        missing = [n for n in range(1, PARTS + 1) if n not in self.have]
        state = self.state if missing or self.state != "arriving" else AttachmentState.COMPLETE
        status = AttachmentStatus(
            ref=AttachmentRef(
                environment=Environment.DEMO,
                sender="XA",
                receiver="XB",
                message=one.message_id,
                attachment=one.pk,
                sha256=one.description["sha256"],
            ),
            state=state,
            arrived=min(len(self.have) * MIN_PART_BYTES, len(CONTENT)),
            missing=tuple((n, n) for n in missing) if state == "arriving" else (),
            at=datetime.now(UTC),
        )
        return Answer(200, make_status(self.peer.keys, status), forms=self.forms)

    def take(self, path: str, pieces: Iterator[bytes]) -> Answer:
        self.lengths.append(sum(len(piece) for piece in pieces))
        number = int(path.rsplit("/", 1)[1])
        self.put.append(number)
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        if self.keeps:
            self.have.add(number)
        return self.answer()

    def work(self) -> OutAttachment:
        pushing.push.work(actor=EXCHANGE, attachment=str(self.id))
        return self.row()

    def queued(self) -> int:
        return ProcrastinateJob.objects.filter(task_name="exchange.push_attachment").count()


@pytest.fixture
def other(people: People, vault: Path, monkeypatch: pytest.MonkeyPatch) -> Other:
    """A file whose message XB accepted; a job to push it waits."""
    register_notes(people, monkeypatch)
    monkeypatch.setattr("django.conf.settings.HOMEWARD_PART_SIZE", MIN_PART_BYTES)
    peer, intake = Peer(), Intake()
    intake.write(CONTENT)
    with opened(people.alice.actor):
        blob = keep_file(
            intake.finish(),
            case_id=None,
            compartment="investigation",
            team_id=people.police.pk,
            file_name="call.wav",
            media_type="audio/wav",
        )
        message = send(
            "tests.note",
            {"n": 1},
            to="XB",
            thread=uuid4(),
            actor=people.alice.actor,
            team_id=people.police.pk,
            attachments=[Enclosed(blob.pk, "XA-POLICE", "XB-POLICE", "Proof of life.")],
        )
    peer.accept(message)
    with opened(EXCHANGE):
        one = Other(peer, OutAttachment.objects.get().pk)
    monkeypatch.setattr(pushing, "post", lambda *_, **__: one.answer())
    monkeypatch.setattr(
        pushing, "put_part", lambda url, path, pieces, length: one.take(path, pieces)
    )
    return one


def _later(hours: int) -> None:
    """As if the message had ended so many hours ago."""
    with opened(EXCHANGE):
        OutMessage.objects.update(expires_at=datetime.now(UTC) - timedelta(hours=hours))


def test_all_parts_go_in_one_job(other: Other) -> None:
    assert other.work().state == "complete"
    assert other.put == [1, 2, 3, 4]


def test_a_part_that_is_not_kept_is_a_failure_wherever_it_lies(
    other: Other, people: People
) -> None:
    """The other node says that all is missing still; the same part is not put without end."""
    other.keeps = False
    one = other.work()
    assert other.put == [1]
    assert (one.state, one.last_error, one.failures) == ("arriving", "part_not_kept", 1)
    assert one.next_attempt_at is not None
    assert one.next_attempt_at > datetime.now(UTC)
    with opened(people.adam.actor):  # who keeps the node is told, and of nothing but that
        (shown,) = next(o.standing for o in connections_for(people.adam) if o.state == "XB")
        assert (shown.number, shown.failure) == (1, "part_not_kept")
        assert not OutAttachment.objects.exists()
    page = check_page(signed_in(people.adam).get("/connections/"))
    assert "1 file for it stands still." in page
    assert str(shown.remedy.step) in page
    with opened(people.alice.actor), connection.cursor() as cursor:
        cursor.execute("select count(*) from guard.standing_files()")
        assert cursor.fetchone() == (0,), "for administrators only"
    # Nor does it help that the other node answers well between: the pauses grow.
    assert [other.work().failures for _ in range(3)] == [2, 3, 4]
    other.keeps = True
    one = other.work()
    assert (one.state, one.last_error, one.failures) == ("complete", "", 0)
    assert "stands still" not in check_page(signed_in(people.adam).get("/connections/"))


@pytest.mark.parametrize(
    "failure",
    [
        *("vault_full", "attachment_quota", "attachment_busy", "unknown_attachment"),
        *("part_not_kept", "file_unreadable", "http_400 bad_part", "http_413", "not_connected"),
    ],
)
def test_why_a_file_stands_still_has_words_of_its_own(failure: str) -> None:
    assert remedy_for_sending(failure) != remedy_for_sending("http_418")


def _of(number: int, form: Form) -> int:
    plain = min(MIN_PART_BYTES, len(CONTENT) - (number - 1) * MIN_PART_BYTES)
    return form.sealed_length(plain)


@pytest.mark.parametrize(
    ("forms", "form"),
    [((), Form.SECRETSTREAM), (("1", "2"), Form.GCM), (("7",), Form.SECRETSTREAM)],
)
def test_parts_go_in_a_form_that_the_other_node_takes(
    forms: tuple[str, ...], form: Form, other: Other
) -> None:
    other.forms = forms
    assert other.work().state == "complete"
    assert other.lengths == [_of(number, form) for number in (1, 2, 3, 4)]


def test_after_a_failure_parts_go_in_the_form_of_all(other: Other) -> None:
    """Whatever was said of the quicker one: that word is not signed."""
    other.forms, other.keeps = ("1", "2"), False
    assert other.work().failures == 1
    other.keeps = True
    assert other.work().state == "complete"
    first = _of(1, Form.GCM)
    assert other.lengths == [first, *(_of(number, Form.SECRETSTREAM) for number in (1, 2, 3, 4))]


def test_parts_that_are_there_already_are_left_out(other: Other) -> None:
    """Also where the part behind was begun: what is sent next, the other node's answer says."""
    other.meanwhile = lambda: other.have.add(2)
    assert other.work().state == "complete"
    assert other.put == [1, 3, 4]
    assert other.lengths == [_of(number, Form.SECRETSTREAM) for number in (1, 3, 4)]


def test_what_is_not_whole_when_its_message_ends_is_given_up(
    other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "_AT_A_STRETCH", -1.0)  # no part goes in this job
    assert other.work().state == "arriving"
    _later(0)
    one = other.work()
    assert (one.state, one.reason) == ("expired", "message_expired")


def test_a_check_that_never_ends_is_given_up(other: Other) -> None:
    other.state = AttachmentState.CHECKING
    _later(0)
    assert other.work().state == "checking"
    _later(2)
    one = other.work()
    assert (one.state, one.reason) == ("expired", "message_expired")


def test_one_job_waits_however_often_one_is_asked_for(
    other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert other.queued() == 1
    monkeypatch.setattr(pushing, "_AT_A_STRETCH", -1.0)
    for _ in range(3):
        other.work()
    with opened(EXCHANGE):
        OutAttachment.objects.update(next_attempt_at=datetime.now(UTC))
    sweep_attachments()
    assert other.queued() == 1
    other.keeps = False
    monkeypatch.setattr(pushing, "_AT_A_STRETCH", 20.0)
    for _ in range(3):
        other.work()
    assert other.queued() == 2, "one for now and one for later"


def test_a_job_that_lost_its_lease_leaves_no_other_behind(other: Other) -> None:
    """A part took so long that the sweep gave the file to a second job."""
    ProcrastinateJob.objects.filter(status="todo").update(status="doing")

    def overtaken() -> None:
        assert other.work().state == "complete"

    other.meanwhile = overtaken
    other.work()
    assert other.put == [1, 1, 2, 3, 4]
    assert ProcrastinateJob.objects.filter(status="todo").count() == 0
