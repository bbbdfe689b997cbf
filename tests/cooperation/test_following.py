"""A translation that is finished after the issue follows the request, on both sides of it.

What this node sends is given back to it as what XB sends of a request with the same words, so the
sender and the receiver are proved by one message.
"""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from homeward.casework.cooperation.letters.translation import digest, translated
from homeward.casework.cooperation.models import LanguageStep, Request
from homeward.foundation.exchange.contents import contents_of
from homeward.foundation.exchange.sending import EXCHANGE
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cooperation.officers import at_police, by_id, change, draft, made, write
from tests.cooperation.other_node import OtherNode, last_sent
from tests.page_checks import check_page
from tests.people import People, a_case

PARTS = ("investigation", "facts", "questions", "purpose")


def _sent(request: Request) -> dict[str, Any]:
    message = last_sent(request)
    with opened(EXCHANGE):
        contents = json.loads(contents_of(message))
    payload: dict[str, Any] = contents["message"]["payload"]
    return payload


def test_what_was_translated_late_follows_the_request_and_is_read_beside_it(
    people: People,
) -> None:
    at_police(people)
    node = OtherNode()
    alice, carol = signed_in(people.alice), signed_in(people.carol)
    request = draft(people.alice, a_case(people))
    assert write(people.alice, request).status_code == 302
    letter, page = f"/requests/{request.pk}/letter/", f"/requests/{request.pk}/translation/fr/"
    due = (timezone.localdate() + timedelta(days=2)).isoformat()
    languages = {"written_in": "en", "letter_in": "fr", "revision": request.revision + 1}
    assert alice.post(letter, languages).status_code == 302
    with opened(service("setup")):
        people.police.members.add(people.carol)
    for kind, owner in (("translation", people.alice), ("certification", people.carol)):
        step = {"kind": kind, "language": "fr", "due_on": due, "owner": owner.pk}
        assert alice.post(f"{letter}step/", step).status_code == 302
    request = made(people.carol, request, "approve", "issue")
    approved = request.approved
    address = f"/requests/{request.pk}/change/send_translation/"
    assert carol.get(address).status_code == 409, "nothing is finished yet"

    texts = {code: f"FR {code}" for code in PARTS}
    assert alice.post(page, {**texts, "revision": 1, "finish": "1"}).status_code == 302
    waits = check_page(carol.get(letter))
    assert "The other State does not have this translation" in waits
    assert address in waits
    assert address not in check_page(alice.get(letter)), "she translated it herself"
    assert change(alice, people.alice, request, "send_translation").status_code == 403
    check_page(carol.get(address))
    request = made(people.carol, request, "send_translation")
    assert (request.state, request.approved) == ("issued", approved)
    first = _sent(request)
    assert carol.get(address).status_code == 409, "it went, and nothing changed since"

    certified = {"statement": "A true translation.", "revision": 2}
    assert carol.post(f"{page}certify/", certified).status_code == 302
    made(people.carol, request, "send_translation")
    second = _sent(request)
    assert [one["data"]["translation"]["certified"] for one in (first, second)] == [
        "",
        "A true translation.",
    ]

    # The same two messages at the node that received a request with these words.
    theirs = node.request("police_information", content=request.content)
    other = first["data"]["translation"]
    for wrong, reason in (
        (other | {"of": {**other["of"], "facts": digest("Other facts")}}, "translation_of_other"),
        (other | {"of": {}}, "malformed_payload"),
        (other | {"texts": {}, "of": {}}, "malformed_payload"),
        (other | {"language": "tlh"}, "malformed_payload"),
    ):
        answer = node.change(theirs, "send_translation", data={"translation": wrong})
        assert answer[0] == 422
        assert answer[1].startswith(reason), wrong
    newer = {**second, "request": str(theirs.pk), "seen": 0, "number": 2}
    older = {**first, "request": str(theirs.pk), "seen": 0, "number": 1}
    made(people.carol, theirs, "acknowledge")  # crosses both
    assert node.send("cooperation.change", newer, theirs.pk) == (200, "")
    assert node.send("cooperation.change", older, theirs.pk) == (200, "")
    assert node.send("cooperation.change", older, theirs.pk) == (422, "change_repeated")
    theirs = by_id(people.carol, theirs.pk)
    assert (theirs.state, theirs.letter_in) == ("acknowledged", "fr")
    with opened(people.carol.actor):
        found = translated(theirs, "fr")
        steps = LanguageStep.objects.filter(request=theirs).count()
    assert (dict(found.texts), found.is_certified, steps) == (texts, True, 2)
    read = check_page(carol.get(f"/requests/{theirs.pk}/"))
    assert "FR questions" in read
    assert "A true translation." in read


def test_it_follows_a_request_that_was_withdrawn_meanwhile_and_changes_nothing(
    people: People,
) -> None:
    node = OtherNode()
    at_police(people)
    theirs = node.request("police_information")
    words = {code: str(theirs.content[code]) for code in PARTS if theirs.content.get(code)}
    sent = {
        "written_in": "fr",
        "language": "en",
        "texts": {code: f"EN {code}" for code in words},
        "certified": "",
        "of": {code: digest(text) for code, text in words.items()},
    }
    assert node.change(theirs, "withdraw", data={"text": "He is free."}) == (200, "")
    assert node.change(theirs, "send_translation", data={"translation": sent}) == (200, "")
    theirs = by_id(people.carol, theirs.pk)
    assert theirs.state == "withdrawn"
    with opened(people.carol.actor):
        assert translated(theirs, "en").is_done
