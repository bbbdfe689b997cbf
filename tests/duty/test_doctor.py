"""The doctor on the roster and on e-mail, and the command's way in for whoever is locked out."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from homeward.foundation.access.lockouts import attempts_key
from homeward.foundation.duty.conditions import DutyTimes, Mail
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.node.config import Environment, config_from_toml
from homeward.node.doctor.duty import check_mail, check_roster, duty_inside
from homeward.node.home import NodeHome
from tests.certificates import localhost_certificate
from tests.cluster import TestNode
from tests.duty.mail_server import mail_server
from tests.duty.roster import a_role, now_about, on_shift
from tests.people import People

VERIFIER = service("verifier")


def found(environment: Environment = Environment.REAL) -> list[tuple[str, str]]:
    with opened(VERIFIER):
        inside = duty_inside()
    return [(f.level.value, f.sentence) for f in check_roster(environment, **inside)]


def test_the_doctor_says_when_nobody_is_on_duty_now_or_soon(people: People) -> None:
    assert [level for level, _ in found()] == ["warning"]
    assert [level for level, _ in found(Environment.DEMO)] == ["ok"]
    role = a_role(people.police)
    assert found() == [("problem", "Nobody is on duty now as Duty officer (Police desk).")]
    on_shift(role, people.alice, hours=3)
    assert [level for level, _ in found()] == ["warning"]
    on_shift(role, people.dan, start=now_about() + timedelta(hours=2), hours=48)
    assert [level for level, _ in found()] == ["ok"]


def with_mail(home: NodeHome, mail: Mail) -> NodeHome:
    return NodeHome(home.path, replace(home.config, mail=mail))


def test_the_doctor_greets_the_mail_server(
    node: TestNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_mail(node.home).level == "ok"
    with mail_server() as server:
        mail = Mail(host="127.0.0.1", port=server.port, security="none", sender="a@xa.example.org")
        assert "answers" in check_mail(with_mail(node.home, mail)).sentence
        unsafe = replace(mail, security="starttls")
        assert check_mail(with_mail(node.home, unsafe)).level == "problem"
        assert server.taken == []
    certificate = localhost_certificate(tmp_path)
    with mail_server(certificate=certificate) as server:
        closed = replace(mail, port=server.port, security="starttls")
        assert check_mail(with_mail(node.home, closed)).level == "problem", "of a stranger"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert "answers" in check_mail(with_mail(node.home, closed)).sentence
    gone = check_mail(with_mail(node.home, mail))
    assert (gone.level, bool(gone.mend)) == ("problem", True)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"host": "mail.example.org"}, "given together"),
        ({"host": "a b", "sender": "a@example.org"}, "name or address"),
        ({"host": "mail", "sender": "two@example.org, b@example.org"}, "one e-mail address"),
        ({"host": "mail", "sender": "a@b", "security": "perhaps"}, "starttls, tls or none"),
        ({"host": "mail", "sender": "a@b", "security": "none", "user": "x"}, "open line"),
        ({"port": True}, "whole number"),
        ({"password": "x"}, "no setting of this table"),
    ],
)
def test_a_wrong_mail_setting_is_named(table: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Mail.from_table(table)


def test_the_settings_are_read_back_as_written(node: TestNode) -> None:
    mail = Mail(host="mail.example.org", sender="homeward@xa.example.org", user="homeward")
    config = replace(node.home.config, mail=mail, duty=DutyTimes(life=3))
    assert config_from_toml(config.to_toml(), source="here") == config
    with pytest.raises(ValueError, match="whole number from 1"):
        DutyTimes.from_table({"life": 0})


def test_the_key_of_wrong_tries_is_the_name_at_the_address(node: TestNode) -> None:
    with opened(VERIFIER):
        assert attempts_key(" Alice", "192.0.2.1") == "alice@192.0.2.1"
        assert attempts_key("alice", "192.0.2.2") != attempts_key("alice", "192.0.2.1")
