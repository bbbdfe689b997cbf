"""The family's page as a relative comes to it, and as nobody else does."""

import re
import time

import psycopg
import pyotp
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from homeward.casework.victims.family import doors
from homeward.casework.victims.family.codes import is_sound, new_first_code, new_number, typed
from homeward.casework.victims.models import Consent, SupportFile
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.people import People
from tests.victims.family import a_family
from tests.victims.family_site import family_site
from tests.victims.view_family import (
    DOING,
    WORDS,
    agreed,
    let_in,
    letter_of,
    released,
    set_up,
    sign_in,
)


def in_database(suite: SuiteCluster, node: TestNode, statement: str) -> None:
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(statement)  # type: ignore[call-overload]


def test_a_relative_comes_in_and_reads(people: People, node: TestNode, suite: SuiteCluster) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    number, first, listed, _text = letter_of(dan, way)
    assert len(listed) == 10
    dan.post(family.page(family.brother, "view/write/"), {"language": "en", "doing": "A draft."})
    with family_site(node) as site:
        assert "Sign in" in site.get("/").content.decode()
        set_up(site, number, first)
        page = site.get("/").content.decode()
        assert "There is no news here yet." in page
        assert "A draft." not in page
        assert site.post("/new/", {"number": number, "code": first}).status_code == 400
    released(family, dan, carol)
    with family_site(node) as site:
        assert sign_in(site, number, listed[1]) == 400, "codes go in their turn"
        assert sign_in(site, number, listed[0]) == 302
        page = site.get("/").content.decode()
        for shown in (DOING, "Hello Sami", "A call each evening", "Your contact person"):
            assert shown in page, shown
        assert "0800 111 222" in page
        assert "Police officer" in page, "Dan opened the file: his role and authority"
        assert "Police of" in page or "Police" in page
        for person in (people.alice, people.bob, people.carol, people.dan):
            assert not re.search(rf"\b{person.full_name}\b", page, re.IGNORECASE), person
        assert family.case.reference not in page
        assert "<title>Page</title>" in page
        other = Client()
        assert sign_in(other, number, listed[0]) == 400, "a code counts once"
        assert sign_in(other, number, listed[1]) == 302
        assert site.post("/out/")["Location"] == "/"
        assert DOING not in other.get("/").content.decode(), "signed out everywhere"
    dan.post(f"{way}revoke/", {"why": "She asked for it."})
    with family_site(node) as site:
        assert sign_in(site, number, listed[2]) == 400


def test_what_closes_the_page_closes_it_at_once(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    consent = agreed(family.brother, people.dan)
    way = let_in(family, people.dan, dan, consent)
    number, first, listed, _text = letter_of(dan, way)
    version = released(family, dan, carol)
    with family_site(node) as site:
        set_up(site, number, first)
        assert DOING in site.get("/").content.decode()
        cookies = site.cookies
    dan.post(family.page(family.brother, f"view/{version}/withdraw/"), {"why": "It was wrong."})
    with family_site(node) as site:
        site.cookies = cookies
        assert "There is no news here yet." in site.get("/").content.decode()
    for cannot_decide in (True, False):  # who decides now did not agree
        with opened(people.dan.actor):
            SupportFile.objects.filter(pk=family.brother.pk).update(cannot_decide=cannot_decide)
        with family_site(node) as site:
            site.cookies = cookies
            is_open = "There is no news here yet." in site.get("/").content.decode()
            assert is_open is not cannot_decide
    with opened(people.dan.actor):
        Consent.objects.update(withdrawn_at="2026-01-01T00:00Z", withdrawn_by=people.dan.pk)
    with family_site(node) as site:
        site.cookies = cookies
        assert "Only people who have a letter from us" in site.get("/").content.decode()
        assert sign_in(site, number, listed[0]) == 400


def test_an_app_is_a_second_step_too(
    people: People, node: TestNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    number, first, _listed, _text = letter_of(dan, way)
    now = time.time()
    with family_site(node) as site:
        site.post("/new/", {"number": number, "code": first})
        site.post("/choose/", {"words": WORDS, "again": WORDS, "how": "app"})
        page = site.get("/app/").content.decode()
        secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
        assert secret
        assert "data:image/svg+xml" in page
        totp = pyotp.TOTP(secret[1])
        assert site.post("/app/", {"code": "000000"}).status_code == 400
        code = totp.at(now)
        assert site.post("/app/", {"code": code})["Location"] == "/"
        assert "Hello" in site.get("/").content.decode()
        assert sign_in(Client(), number, code) == 400, "a code counts once"
        monkeypatch.setattr(time, "time", lambda: now + 30)
        assert sign_in(Client(), number, totp.at(now + 30)) == 302
        assert sign_in(Client(), number, totp.at(now + 300)) == 400
        monkeypatch.setattr(time, "time", lambda: now + 30 + 21 * 60)
        assert "Only people" in site.get("/").content.decode(), "twenty minutes without a page"


def test_guesses_are_stopped_and_a_worker_opens_the_way_again(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    number, first, listed, _text = letter_of(dan, way)
    with family_site(node) as site:
        set_up(site, number, first)
        wrong = site.post("/", {"number": number, "words": "not the right words"})
        unknown = site.post("/", {"number": new_number(), "words": WORDS})
        said = [re.search(r"That did not work.*?<", a.content.decode()) for a in (wrong, unknown)]
        assert all(said)
        assert len({found[0] for found in said if found}) == 1, "both look alike"
        for _ in range(4):
            site.post("/", {"number": number, "words": "wrong words again"})
        answer = site.post("/", {"number": number, "words": WORDS})
        assert "There were too many tries." in answer.content.decode()
        assert "Only people" in site.get("/").content.decode(), "nor does the sign-in go on"
        elsewhere = Client()
        elsewhere.cookies["homeward_xa_family"] = site.cookies["homeward_xa_family"].value
        site.get("/leave/")
    assert (
        "Locked after wrong tries" in dan.get(family.page(family.brother, "view/")).content.decode()
    )
    dan.post(f"{way}unlock/")
    with family_site(node) as site:
        assert "Only people" in elsewhere.get("/").content.decode(), "it ended, locked or not"
        assert sign_in(site, number, listed[0]) == 302
        # An unknown number and a page that was closed are locked alike.
        nobody = new_number()
        told = [
            "too many tries" in site.post("/", {"number": nobody, "words": WORDS}).content.decode()
            for _ in range(6)
        ]
        assert told == [False] * 5 + [True]
        for _ in range(40):
            answer = Client().post("/", {"number": new_number(), "words": "a stranger guesses"})
        assert "There were too many tries." in answer.content.decode(), "one address, one minute"


def test_a_new_list_leaves_the_words_as_they_are(people: People, node: TestNode) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    number, first, listed, _text = letter_of(dan, way)
    refused = dan.post(f"{way}letter/", {"what": "list", "handed": "hand"})
    assert "does not use the list of codes yet" in refused.content.decode()
    with family_site(node) as site:
        set_up(site, number, first)
    _none, no_code, renewed, _text = letter_of(dan, way, "list")
    assert no_code == ""
    with family_site(node) as site:
        assert sign_in(site, number, listed[0]) == 400
        assert sign_in(site, number, renewed[0]) == 302


def test_a_new_letter_ends_what_an_older_one_proved(people: People, node: TestNode) -> None:
    """Also on the way in: whoever found the old letter does not choose the words of the new one."""
    family = a_family(people)
    dan = signed_in(people.dan)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    sent = {"what": "whole", "handed": "hand", "after": "0"}
    number, first, _listed, _text = letter_of(dan, way, after="0")
    twice = dan.post(f"{way}letter/", sent)
    assert twice.status_code == 409
    assert "A letter was made since this page was opened" in twice.content.decode()
    assert 'name="after" value="1"' in twice.content.decode(), "who has read that presses again"
    with family_site(node) as thief:
        assert thief.post("/new/", {"number": number, "code": first}).status_code == 302
    number, first, listed, _text = letter_of(dan, way, after="1")
    chosen = {"words": "words of the thief", "again": "words of the thief", "how": "list"}
    with family_site(node) as site:
        assert thief.post("/choose/", chosen).status_code == 400
        set_up(site, number, first)
        site.post("/out/")
        assert thief.post("/", {"number": number, "words": WORDS}).status_code == 302
    letter_of(dan, way, after="2")
    with family_site(node):
        assert thief.post("/2/", {"code": listed[0]}).status_code == 400


def test_the_way_out_needs_no_script(people: People, node: TestNode) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    number, first, _listed, _text = letter_of(dan, way)
    with family_site(node) as site:
        for address in ("/", "/new/", "/2/", "/choose/", "/app/", "/nowhere/"):
            answer = site.get(address, follow=True)
            page = answer.content.decode()
            assert re.search(r'<a [^>]*href="/leave/" rel="noreferrer', page), address
            assert "<script" not in page
            assert "Homeward" not in page
            assert answer["Cache-Control"] == "no-store, max-age=0"
            assert "<title>Page</title>" in page
        set_up(site, number, first)
        assert "Sign out" in site.get("/").content.decode()
        answer = site.get("/leave/")
        assert (answer.status_code, answer["Location"]) == (302, "https://www.wikipedia.org/")
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        kept = {name for name, one in site.cookies.items() if one.value}
        assert kept <= {"csrftoken"}, "no cookie is left that tells where somebody was"
        assert "Only people" in site.get("/").content.decode()
        answer = site.post("/", {"number": "12\x003", "words": "x"})
        assert answer.status_code == 400
        assert "/leave/" in answer.content.decode()


def test_no_cookie_of_one_site_opens_the_other(people: People, node: TestNode) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    number, first, _listed, _text = letter_of(dan, way)
    staff = {settings.SESSION_COOKIE_NAME: dan.cookies[settings.SESSION_COOKIE_NAME].value}
    with family_site(node) as site:
        set_up(site, number, first)
        name = "homeward_xa_family"
        relative = site.cookies[name].value
        for value in (*staff.values(), relative[:-8] + "AAAAAAA=", "x" * 80):
            stranger = Client()
            stranger.cookies[name] = value
            stranger.cookies[settings.SESSION_COOKIE_NAME] = staff[settings.SESSION_COOKIE_NAME]
            assert "Only people" in stranger.get("/").content.decode()
        assert site.get("/cases/").status_code == 404
    visitor = Client()
    visitor.cookies[name] = relative
    visitor.cookies[settings.SESSION_COOKIE_NAME] = relative[:32]
    answer = visitor.get(family.page(family.brother))
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_raw_sql_of_the_role_reaches_one_page_and_nothing_else(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    way = let_in(family, people.dan, dan, agreed(family.brother, people.dan))
    letter_of(dan, way)
    released(family, dan, carol)
    access = int(way.rstrip("/").rsplit("/", 1)[1])
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url) as owner:
        tables = owner.execute(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'S')"
            " and n.nspname !~ '^(pg_|information_schema)'"
        ).fetchall()
        functions = owner.execute(
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n"
            " on n.oid = p.pronamespace where n.nspname !~ '^(pg_|information_schema)'"
            " and has_function_privilege('homeward_family', p.oid, 'execute')"
            " and has_schema_privilege('homeward_family', n.oid, 'usage')"
        ).fetchall()
    assert len(tables) > 100
    allowed = {"knock", "missed", "counted", "me", "settle", "came", "leave", "openings"}
    allowed |= {"open", "holder", "access_id", "file_id"}
    assert {f for (f,) in functions} >= {"family.holder()"}
    assert {re.sub(r"^family\.|\(.*", "", f) for (f,) in functions} == allowed
    with family_site(node):
        for (table,) in tables:
            statement = f"select * from {table}"  # noqa: S608  names of our tables
            if table == "family.page":
                statement = "select file_id from family.page"
            for asked in (statement, f"delete from {table}"):  # noqa: S608
                with pytest.raises(DatabaseError, match="permission denied"):
                    _ask(asked)
        assert _ask("select id from family.page") == [], "nobody is let in"
        assert _ask("select * from family.me()") == []
        assert _ask("select * from family.openings('UTC')") == []
        with doors.let_in_as(access):
            assert len(_ask("select id from family.page")) == 1
        with doors.let_in_as(access + 1):
            assert _ask("select id from family.page") == []
        guard = settings.HOME.secret("guard_key")
        for forged in _forged(access, guard):
            with pytest.raises(DatabaseError), transaction.atomic():
                _ask("select family.open(%s)", forged)


def _forged(access: int, guard: bytes) -> list[str]:
    """Tokens under the guard's key, or of another kind, or altered."""
    from homeward.casework.victims.family.process import this
    from homeward.foundation.guard.actor import Actor, ActorKind
    from homeward.foundation.guard.tokens import sign

    relative = Actor(ActorKind.USER, access, "family")
    return [
        sign(relative, guard),
        sign(Actor(ActorKind.USER, access, "dan"), this().key),
        sign(Actor(ActorKind.SERVICE, None, "family"), this().key),
        sign(relative, this().key, lifetime=-5),
        sign(relative, this().key, bound_to=b"x"),
        sign(relative, this().key)[:-1] + "g",
        "v1",
    ]


def _ask(statement: str, *values: str) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def test_a_slip_in_a_number_or_code_is_found(node: TestNode) -> None:
    for made, digits in ((new_number(), 12), (new_first_code(), 24)):
        assert is_sound(made, digits)
        for at in range(digits):
            slip = made[:at] + str((int(made[at]) + 1) % 10) + made[at + 1 :]
            assert not is_sound(slip, digits)
        turned = [made[:n] + made[n + 1] + made[n] + made[n + 2 :] for n in range(digits - 1)]
        assert all(not is_sound(one, digits) or one == made for one in turned)
    assert typed("١٢٣–٤ 5-6") == "123456"
