"""E-mail to a real server: what it says, when it waits, and what happens where it fails."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from random import Random

import pytest

from homeward.foundation.access.models import User
from homeward.foundation.access.ports import tell
from homeward.foundation.duty import mail, ports
from homeward.foundation.duty.actions.channels import add_channel, set_quiet_hours
from homeward.foundation.duty.actions.notices import About, To, acknowledge, raise_notice
from homeward.foundation.duty.mailing import send
from homeward.foundation.duty.models import Delivery, DutyRole, Notice
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.duty.vocabulary import ChannelKind, Urgency
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.foundation.journal.verification import VERIFIER
from tests.browser_client import signed_in
from tests.certificates import localhost_certificate
from tests.duty.mail_server import MailServer, mail_server
from tests.duty.roster import a_role, on_shift
from tests.examples import some
from tests.jobs import run_jobs
from tests.page_checks import check_page
from tests.people import People, a_case

NOW = datetime.now(UTC)
SECRETS = ["XA-2026-000123", "harbour", "Alice", "Police desk", "/cases/", "http", "XB"]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def reached_at(person: User, *addresses: str) -> None:
    with opened(person.actor):
        for order, address in enumerate(addresses, start=1):
            add_channel(ChannelKind.EMAIL, address, user=person, order=order)


def told(
    role: DutyRole, urgency: Urgency = Urgency.URGENT, key: str = "k", *, now: datetime = NOW
) -> Notice:
    with opened(DUTY):
        notice = raise_notice(
            "cooperation.acknowledge",
            To(role=role),
            About(("request", "harbour"), "/cases/XA-2026-000123/", 7),
            actor=DUTY,
            key=key,
            urgency=urgency,
            now=now,
            params={"reference": "XA-2026-000123", "state": "XB"},
        )
    assert notice is not None
    return notice


def the_delivery(person: User) -> Delivery:
    with opened(DUTY):
        return Delivery.objects.select_related("notice").filter(user=person).latest("pk")


def parsed(server: MailServer) -> list[Message]:
    return [message_from_bytes(text.encode()) for text in server.taken]


def said(message: Message) -> str:
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode().replace("\r\n", "\n")


def test_a_message_says_that_something_waits_and_nothing_else(
    people: People, server: MailServer
) -> None:
    reached_at(people.alice, "alice@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice)
    told(role, Urgency.LIFE)
    assert run_jobs("duty.mail") == 1
    (message,) = parsed(server)
    assert message["To"] == "alice@example.org"
    assert message["Subject"] == "Homeward (XA): something waits (Life at risk)"
    text = said(message)
    assert text.splitlines()[0] == "Something waits for you in Homeward (XA). Sign in."
    assert "Life at risk" in text
    whole = server.taken[0].replace("alice@example.org", "")
    assert [one for one in SECRETS if one in whole] == []
    assert the_delivery(people.alice).mail == "sent"
    run_jobs("duty.mail")
    sweep_duty(NOW + timedelta(minutes=1))
    run_jobs("duty.mail")
    assert len(server.taken) == 1, "a message that was taken is not sent again"


class Filled(dict[str, str]):
    """Every named place of a sentence, filled with the same words."""

    def __init__(self, words: str, sentence: str) -> None:
        super().__init__(dict.fromkeys(re.findall(r"%\((\w+)\)s", sentence), words))


@pytest.mark.parametrize("urgency", Urgency)
def test_no_kind_of_notice_and_no_words_of_it_reach_an_e_mail(
    people: People, server: MailServer, urgency: Urgency
) -> None:
    """For every kind that any room registered: the message holds no word of its sentence's
    filling, subject, address or kind, and all messages of one urgency read alike."""
    reached_at(people.alice, "alice@example.org")
    random = Random(urgency)
    hidden = ["Alice", "alice@", "Police"]
    # every kind in the short run too, each with one of the urgencies
    kinds = some(sorted(ports._kinds), len(Urgency), list(Urgency).index(urgency))
    for number, kind in enumerate(kinds):
        words = (
            "".join(random.choices("abcdefgh\u00e9\u0434\u0639-7 ", k=12)).strip() + f"q{number}"
        )
        hidden += [words, kind, *([kind.split(".")[1]])]
        with opened(DUTY):
            raise_notice(
                kind,
                To(person=people.alice),
                About((words, words), f"/cases/{words}/", 7 + number, "crisis"),
                actor=DUTY,
                key=words,
                urgency=urgency,
                now=NOW,
                params=Filled(words, str(ports.task_kind(kind).sentence)),
            )
    run_jobs("duty.mail")
    assert len(server.taken) == len(kinds) > 10
    bodies = {message.get_payload(decode=True) for message in parsed(server)}
    assert len(bodies) == len({message["Subject"] for message in parsed(server)}) == 1
    for text in server.taken:
        readable = f"{text.replace('alice@example.org', '')} {bodies}"
        assert [one for one in hidden if one in readable] == []


def test_a_reader_is_written_to_in_his_language(people: People, server: MailServer) -> None:
    with opened(people.alice.actor):
        User.objects.filter(pk=people.alice.pk).update(language="fr")
    reached_at(people.alice, "alice@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice)
    told(role)
    run_jobs("duty.mail")
    assert said(parsed(server)[0]) == mail.words(Urgency.URGENT, "fr").text


def test_quiet_hours_let_it_wait_but_not_where_a_life_is_at_risk(
    people: People, server: MailServer
) -> None:
    reached_at(people.alice, "alice@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice)
    around = [(NOW + timedelta(hours=h)).time() for h in (-2, 2)]
    with opened(people.alice.actor):
        set_quiet_hours(*around, "UTC", user=people.alice)
    told(role, Urgency.URGENT)
    assert run_jobs("duty.mail") == 1
    assert server.taken == [], "the job that runs too early does nothing"
    wakes = NOW + timedelta(hours=2, seconds=1)
    assert send(the_delivery(people.alice).pk, now=wakes)
    told(role, Urgency.LIFE, key="other")
    assert send(the_delivery(people.alice).pk, now=NOW + timedelta(seconds=1))
    assert len(server.taken) == 2


def test_the_next_address_is_tried_and_the_next_person_told_where_none_works(
    people: People, server: MailServer
) -> None:
    reached_at(people.alice, "gone@example.org", "second@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice, 1)
    on_shift(role, people.dan, 2)
    server.refused = [b"gone@example.org"]
    told(role, Urgency.LIFE)
    run_jobs("duty.mail")
    assert [message["To"] for message in parsed(server)] == ["second@example.org"]
    server.refused = [b"example.org"]
    told(role, Urgency.LIFE, key="other")
    run_jobs("duty.mail")
    failed = the_delivery(people.alice)
    assert (failed.mail, failed.mail_fault) == ("waiting", "SMTPRecipientsRefused 550")
    sweep_duty(datetime.now(UTC) + timedelta(seconds=30))
    with opened(DUTY):  # on a slow machine the first notice has waited long enough as well
        told_dan = Delivery.objects.filter(user=people.dan, notice_id=failed.notice_id)
        assert told_dan.exists(), "nobody waits for an answer"
    with opened(VERIFIER):
        (entry,) = Entry.objects.filter(verb="duty.mail_failed")
    assert entry.data == {"fault": "SMTPRecipientsRefused 550", "last": False}


def test_failing_e_mail_is_shown_to_the_administrator_once_a_day_and_ends(
    people: People, server: MailServer
) -> None:
    reached_at(people.alice, "alice@example.org")
    reached_at(people.adam, "adam@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice)
    server.busy = True
    told(role, Urgency.ROUTINE)
    number, moment, tries = the_delivery(people.alice).pk, NOW + timedelta(seconds=1), 0
    while the_delivery(people.alice).mail == "waiting":
        assert not send(number, now=moment)
        assert not send(number, now=moment + timedelta(seconds=30)), "not before its pause is over"
        tries, moment = tries + 1, moment + timedelta(hours=1)
    assert (tries, the_delivery(people.alice).mail) == (6, "failed")
    run_jobs("duty.mail")
    assert server.taken == [], "that e-mail fails is not told by e-mail"
    page = check_page(signed_in(people.adam).get("/duty/mail/"))
    assert "SMTPDataError 451" in page
    assert "try later" not in page
    work = check_page(signed_in(people.adam).get("/"))
    assert work.count("E-mail of this node is not taken by its mail server") in (1, 2)
    assert "E-mail does not go out" in check_page(signed_in(people.adam).get("/duty/"))


def test_an_answered_notice_is_not_written_about(people: People, server: MailServer) -> None:
    reached_at(people.alice, "alice@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice)
    notice = told(role)
    with opened(people.alice.actor):
        acknowledge(notice, user=people.alice)
    run_jobs("duty.mail")
    assert server.taken == []
    assert the_delivery(people.alice).mail == "needless"


def test_a_worker_killed_while_it_sends_leaves_a_message_that_is_due_again(
    people: People, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached_at(people.alice, "alice@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice)
    told(role)
    number, soon = the_delivery(people.alice).pk, NOW + timedelta(seconds=1)

    class Killed(BaseException):
        """Not an error that the code could catch."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("homeward.foundation.duty.mailing.post", die)
        with pytest.raises(Killed):
            send(number, now=soon)
    assert not send(number, now=soon + timedelta(minutes=2)), "it may still be at work"
    sweep_duty(soon + timedelta(minutes=4))
    assert send(number, now=soon + timedelta(minutes=4))
    assert len(server.taken) == 1


@pytest.mark.parametrize("line", ["closed", "of a stranger", "open"])
def test_with_starttls_nothing_is_said_over_an_open_line(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """The server is known by its certificate; one that is not, or offers no TLS, gets nothing."""
    reached_at(people.alice, "alice@example.org")
    role = a_role(people.police)
    on_shift(role, people.alice)
    certificate = localhost_certificate(tmp_path) if line != "open" else None
    if line == "closed":
        assert certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_server("starttls", certificate, password="of the node") as running:
        told(role)
        assert run_jobs("duty.mail") == 1
    delivery = the_delivery(people.alice)
    if line == "closed":
        assert running.signed_in == [("homeward", "of the node", True)]
        assert (len(running.taken), running.taken_closed) == (1, [True])
        assert (delivery.mail, delivery.mail_fault) == ("sent", "")
    else:
        assert (running.signed_in, running.taken) == ([], [])
        fault = "tls" if line == "of a stranger" else "SMTPNotSupportedError"
        assert (delivery.mail, delivery.mail_fault) == ("waiting", fault)


def test_without_a_server_nothing_is_queued_and_telling_goes_on(people: People) -> None:
    reached_at(people.olga, "olga@example.org")
    case = a_case(people)
    with opened(people.alice.actor):
        tell(
            [people.olga],
            "cooperation.acknowledge",
            actor=people.alice.actor,
            subject=("case", case.pk),
            url="/cases/",
            case_id=case.pk,
            life_at_risk=True,
            reference=case.reference,
            state="XB",
        )
    assert run_jobs("duty.mail") == 0
    assert the_delivery(people.olga).mail == "none"
    assert "Life at risk" in check_page(signed_in(people.olga).get("/"))
