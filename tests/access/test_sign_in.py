"""Signing in as a person does it, and what happens when something is wrong."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from homeward.foundation.access.actions import add_user
from homeward.foundation.access.errors import NameTaken
from homeward.foundation.access.models import User
from homeward.foundation.access.signin import known_person
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import SECRET, code_at, signed_in, with_second_factor
from tests.page_checks import check_page
from tests.people import PASSWORD, People

LOGIN = "/account/login/"
CODE = "/account/2fa/authenticate/"


def journal(verb: str) -> list[Entry]:
    """Every entry of a verb, as oversight would see it."""
    with opened(service("verifier")):
        return list(Entry.objects.filter(verb=verb).order_by("number"))


def enter(client: Client, name: str = "alice", password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": name, "password": password, **more})


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Sign in"), ("fr", "Homeward")], ids=["en", "fr"]
)
def test_a_visitor_finds_the_sign_in_page(people: People, language: str, word: str) -> None:
    answer = Client(headers={"accept-language": language}).get(LOGIN)
    page = check_page(answer, language)
    assert word in page
    assert "signup" not in page
    assert "main-menu" not in page


def test_password_and_code_open_the_node_at_the_page_that_was_asked_for(people: People) -> None:
    with_second_factor(people.alice)
    client = Client()
    asked = client.get("/cases/")
    assert asked["Location"] == f"{LOGIN}?next=/cases/"
    first = enter(client, next="/cases/")
    assert first["Location"] == CODE
    assert client.get("/cases/").status_code == 302, "the password alone opens nothing"
    check_page(client.get(CODE))
    second = client.post(CODE, {"code": code_at(time.time())})
    assert second["Location"] == "/cases/"
    check_page(client.get("/cases/"))
    assert [entry.subject_id for entry in journal("access.signed_in")] == [str(people.alice.pk)]


def test_a_wrong_password_is_told_and_journalled_and_changes_nothing(people: People) -> None:
    with_second_factor(people.alice)
    client = Client()
    for name in ("Alice", "a password typed here"):
        page = check_page(enter(client, name, "not her password"), status=400)
        assert "do not go together" in page
        assert client.get("/").status_code == 302
    assert enter(client, "a\x00b").status_code == 400
    known, unknown = journal("access.sign_in_failed")
    assert (known.subject_id, unknown.subject_id) == (str(people.alice.pk), "")
    assert known.data == unknown.data == {"factor": "password"}


def test_a_wrong_code_is_told_and_journalled_and_opens_nothing(people: People) -> None:
    with_second_factor(people.alice)
    client = Client()
    enter(client)
    page = check_page(client.post(CODE, {"code": "000000"}), status=400)
    assert "This code is not right" in page
    assert client.get("/").status_code == 302
    (entry,) = journal("access.sign_in_failed")
    assert (entry.subject_id, entry.data) == (str(people.alice.pk), {"factor": "code"})


def test_a_code_works_once(people: People) -> None:
    with_second_factor(people.alice)
    code = code_at(time.time())
    for client, status in ((Client(), 302), (Client(), 400)):
        enter(client)
        assert client.post(CODE, {"code": code}).status_code == status


def test_after_five_wrong_passwords_even_the_right_one_must_wait(people: People) -> None:
    with_second_factor(people.alice)
    client = Client()
    for _ in range(5):
        assert enter(client, password="wrong").status_code == 400
    page = check_page(enter(client), status=400)
    assert "Wait five minutes" in page
    assert journal("access.sign_in_failed")[-1].data == {"factor": "", "locked": True}
    assert enter(Client(), "bob").status_code == 302, "others still sign in"
    cache.clear()
    assert enter(client)["Location"] == CODE


def test_nobody_is_locked_out_by_a_stranger_elsewhere(people: People) -> None:
    with_second_factor(people.alice)
    stranger = Client(REMOTE_ADDR="192.0.2.7")
    for number in range(12):
        enter(stranger, password="wrong")
        enter(stranger, f"nobody{number}", password="wrong")
    assert "Wait five minutes" in enter(stranger).content.decode()
    assert enter(Client())["Location"] == CODE


def test_the_host_header_gives_no_further_tries(people: People) -> None:
    for number in range(5):
        enter(Client(HTTP_HOST=f"127.0.0.1:{8000 + number}"), password="wrong")
    assert "Wait five minutes" in enter(Client(HTTP_HOST="127.0.0.1:9000")).content.decode()


def test_a_person_reads_the_language_entered_for_him_until_he_chooses(people: People) -> None:
    with opened(people.alice.actor):
        User.objects.filter(pk=people.alice.pk).update(language="fr")
    client = signed_in(people.alice)
    assert '<html lang="fr"' in client.get("/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en"' in client.get("/").content.decode()


def test_too_many_requests_have_a_page(people: People) -> None:
    client = Client()
    for _ in range(61):
        answer = client.post(LOGIN, {})
    assert "too often" in check_page(answer, status=429)


def test_a_person_without_a_second_factor_sets_one_up_first(people: People) -> None:
    client = Client()
    enter(client)
    assert client.get("/cases/")["Location"] == reverse("mfa_activate_totp")
    page = check_page(client.get(reverse("mfa_activate_totp")))
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    assert "main-menu" not in page, "nothing else opens yet"
    assert "data:image/svg+xml;base64," in page
    wrong = check_page(client.post(reverse("mfa_activate_totp"), {"code": "000000"}), status=400)
    assert secret in wrong, "the picture that was scanned already stays the same"
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    page = check_page(done)
    assert done.redirect_chain[0][0] == reverse("mfa_view_recovery_codes")
    check_page(client.get("/cases/"))
    with opened(people.alice.actor):
        kept = Authenticator.objects.get(user=people.alice, type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data), "the secret lies locked in the database"
    assert len(journal("access.second_factor_set")) == 1


def test_a_recovery_code_opens_the_sign_in_once(people: People) -> None:
    client = signed_in(people.alice)
    confirm(client, reverse("mfa_generate_recovery_codes"))
    shown = client.post(reverse("mfa_generate_recovery_codes"), follow=True)
    page = check_page(shown)
    with opened(people.alice.actor):
        codes = Authenticator.objects.get(user=people.alice, type=Authenticator.Type.RECOVERY_CODES)
        unused = codes.wrap().get_unused_codes()
    assert all(code in page for code in unused)
    text = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert all(code in text for code in unused)
    for expected in (302, 400):
        other = Client()
        enter(other)
        assert other.post(CODE, {"code": unused[0]}).status_code == expected


def confirm(client: Client, address: str) -> None:
    """Type the password again, as the page before a change of protection asks."""
    asked = client.get(address)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    check_page(client.get(asked["Location"]))
    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert "not your password" in check_page(wrong, status=400)
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == address


def test_another_app_needs_the_password_again_and_is_journalled(people: People) -> None:
    client = signed_in(people.alice)
    check_page(client.get(reverse("mfa_index")))
    confirm(client, reverse("mfa_deactivate_totp"))
    check_page(client.get(reverse("mfa_deactivate_totp")))
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")
    assert len(journal("access.second_factor_removed")) == 1


def test_a_new_password_ends_the_other_sessions(people: People) -> None:
    client, elsewhere = signed_in(people.alice), signed_in(people.alice)
    address = reverse("account_change_password")
    check_page(client.get(address))
    new = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert "too short" in check_page(client.post(address, new), status=400)
    new |= {"password1": "another long password", "password2": "another long passwort"}
    assert client.post(address, new).status_code == 400
    new |= {"password2": "another long password", "oldpassword": "wrong"}
    assert "not your present password" in check_page(client.post(address, new), status=400)
    assert journal("access.password_changed") == []
    new |= {"oldpassword": PASSWORD}
    check_page(client.post(address, new, follow=True))
    ended = elsewhere.get("/cases/")
    assert ended["Location"] == f"{LOGIN}?next=/cases/&ended=1"
    assert len(journal("access.password_changed")) == 1


def test_an_ended_session_says_so_and_leads_back(people: People) -> None:
    client = signed_in(people.alice)
    with opened(people.alice.actor):
        client.session.flush()
    away = client.get("/cases/?q=road")
    assert away["Location"] == f"{LOGIN}?next=/cases/%3Fq%3Droad&ended=1"
    assert "Your session has ended" in check_page(client.get(away["Location"]))
    client.post(away["Location"], {"login": "alice", "password": PASSWORD})
    back = client.post(CODE, {"code": code_at(time.time())})
    assert back["Location"] == "/cases/?q=road"


def test_a_visitor_is_not_told_of_a_session(people: People) -> None:
    client = Client()
    assert client.get("/cases/")["Location"] == f"{LOGIN}?next=/cases/"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "session has ended" not in check_page(client.get(f"{LOGIN}?next=/cases/"))


def test_a_part_that_refreshes_itself_reloads_the_page_when_the_session_ended(
    people: People,
) -> None:
    client = signed_in(people.alice)
    with opened(people.alice.actor):
        client.session.flush()
    answer = client.get("/cases/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_signing_out(people: People) -> None:
    client = signed_in(people.alice)
    check_page(client.get("/account/logout/"))
    client.post("/account/logout/")
    assert client.get("/").status_code == 302
    assert len(journal("access.signed_out")) == 1


def test_a_person_who_was_switched_off_does_not_sign_in(people: People) -> None:
    with opened(service("setup")):
        User.objects.filter(pk=people.alice.pk).update(is_active=False)
    client = Client()
    assert client.get("/").status_code == 302
    answer = enter(client)
    assert answer.status_code in (302, 400)
    assert client.get("/").status_code == 302


UNNEEDED = """
    signup/ email/ confirm-email/ confirm-email/abc/ password/set/ password/reset/
    password/reset/done/ password/reset/key/a-b/ password/reset/key/done/ login/code/
    login/code/confirm/ phone/verify/ phone/change/ signup/passkey/ 2fa/webauthn/ 2fa/webauthn/add/
    2fa/trust/
"""


def test_pages_of_the_library_that_nobody_needs_do_not_exist(people: People) -> None:
    for client in (Client(), signed_in(people.alice)):
        for path in ["", *UNNEEDED.split()]:
            check_page(client.get(f"/account/{path}"), status=404)
            assert client.post(f"/account/{path}", {"email": "a@example.org"}).status_code == 404


def test_the_secret_is_locked_with_the_vault_key(people: People) -> None:
    from homeward.foundation.access.adapters import SecondFactorAdapter

    adapter = SecondFactorAdapter()
    locked = adapter.encrypt(SECRET)
    assert SECRET not in locked
    assert adapter.decrypt(locked) == SECRET


def test_used_codes_and_counts_of_wrong_tries_are_not_crowded_out(people: People) -> None:
    cache.set("a-used-code", "used", 60)
    for place in range(1200):
        cache.set(f"z{place}", place, 60)
    assert cache.get("a-used-code") == "used"


@pytest.mark.parametrize("typed", ["Alice", " ALICE ", "\uff41lice"])
def test_two_persons_never_share_a_sign_in_name(people: People, typed: str) -> None:
    with opened(service("setup")), pytest.raises(NameTaken):
        add_user(
            typed, actor=service("setup"), full_name="Other", authority="XA-FIU", roles=["finance"]
        )
    assert known_person(typed) == people.alice
