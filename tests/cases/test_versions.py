"""Two officers on one record: the second chooses field by field, without a script."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from homeward.casework.cases.models import Case, Ransom
from homeward.casework.cases.versions import RecordForm
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.test_pages import RANSOM, address
from tests.page_checks import check_page
from tests.people import People, a_case

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
CHECKED = re.compile(r'name="version_(\w+)" value="(\w+)"[^>]*checked')


def hidden_of(page: str) -> dict[str, str]:
    from html import unescape

    return {
        name: unescape(value)
        for name, value in HIDDEN.findall(page)
        if name != "csrfmiddlewaretoken"
    }


def ransom_now(people: People) -> Ransom:
    with opened(people.alice.actor):
        return Ransom.objects.get()


def test_each_field_has_its_own_choice(people: People) -> None:
    """Alice changed two fields, Bob two: one only hers, one only his, one both."""
    case = a_case(people)
    alice, bob = signed_in(people.alice), signed_in(people.bob)
    where = address(case, "ransom/")
    alice.post(where, RANSOM | {"demanded": "500", "agreed": "300", "payment_reference": "first"})
    read = hidden_of(check_page(bob.get(where)))
    kept = RANSOM | {"demanded": "500", "agreed": "300", "payment_reference": "first"}
    alices = kept | {"agreed": "200", "payment_reference": "hers", "revision": "1"}
    assert alice.post(where, alices).status_code == 302
    bobs = kept | {"demanded": "500.00", "agreed": "300.00"}
    bobs |= {"payment_reference": "his", "demanded": "400", **read}
    page = check_page(bob.post(where, bobs), status=409)
    assert dict(CHECKED.findall(page)) == {"demanded": "mine", "agreed": "theirs"}
    assert 'name="version_payment_reference"' in page, "both changed it, so nothing is chosen"
    assert "Kept by Alice: <bdi>hers</bdi>" in page
    assert "version_currency" not in page, "what is the same is no question"

    again = bobs | hidden_of(page) | {"version_demanded": "mine", "version_agreed": "theirs"}
    refused = check_page(bob.post(where, again), status=400)
    assert "Choose one of the two versions." in refused
    assert ransom_now(people).revision == 2, "nothing is half-kept"
    assert dict(CHECKED.findall(refused)) == {"demanded": "mine", "agreed": "theirs"}

    decided = again | hidden_of(refused) | {"version_payment_reference": "mine"}
    assert bob.post(where, decided).status_code == 302
    ransom = ransom_now(people)
    assert (ransom.demanded, ransom.agreed, ransom.payment_reference) == (40000, 20000, "his")


def test_a_third_version_is_compared_again(people: People) -> None:
    case = a_case(people)
    alice, bob = signed_in(people.alice), signed_in(people.bob)
    where = address(case, "ransom/")
    read = hidden_of(check_page(bob.get(where)))
    alice.post(where, RANSOM | {"payment_reference": "second"})
    sent = RANSOM | {"payment_reference": "his"} | read
    page = check_page(bob.post(where, sent), status=409)
    alice.post(where, RANSOM | {"payment_reference": "third", "revision": "1"})
    late = sent | hidden_of(page) | {"version_payment_reference": "mine"}
    page = check_page(bob.post(where, late), status=409)
    assert "Kept by Alice: <bdi>third</bdi>" in page
    assert ransom_now(people).payment_reference == "third"
    late |= hidden_of(page) | {"version_payment_reference": "theirs"}
    assert bob.post(where, late).status_code == 302
    assert ransom_now(people).payment_reference == "third"


def test_the_status_of_the_other_is_chosen(people: People) -> None:
    from tests.cases.test_writing import investigating

    case = a_case(people)
    alice, dan = signed_in(people.alice), investigating(people, case)
    where = address(case, "status/")
    read = hidden_of(check_page(dan.get(where)))
    alice.post(where, {"status": "investigation", "revision": "1"})
    page = check_page(dan.post(where, {"status": "closed"} | read), status=409)
    assert "What you wrote: <bdi>Closed</bdi>" in page
    assert "Kept by Alice: <bdi>Under investigation</bdi>" in page
    chosen = {"status": "closed", "version_status": "theirs"} | hidden_of(page)
    assert dan.post(where, chosen).status_code == 302
    with opened(people.alice.actor):
        assert Case.objects.get().status == "investigation"


class Various(RecordForm):
    """Every sort of control."""

    words = forms.CharField(required=False, widget=forms.Textarea)
    several = forms.MultipleChoiceField(
        choices=[("a", "First"), ("b", "Second"), ("c", "Third")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    yes = forms.BooleanField(required=False)
    when = forms.SplitDateTimeField(required=False)


def test_lists_ticks_and_split_fields_are_compared_and_taken() -> None:
    from datetime import UTC, datetime

    moment = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    kept: dict[str, Any] = {"words": "a\nb", "several": ["a", "b"], "yes": True, "when": moment}
    sent = QueryDict("words=a%0D%0Ab&several=c&when_0=2026-11-20&when_1=06:30:00&revision=1")
    form = Various(sent, initial=kept)
    assert form.is_valid(), form.errors
    form.compare(kept, 2, "Alice")
    assert form["decide"].value() == "several,yes", "the same words with other line ends are equal"
    choice = str(form["version_several"])
    assert "<bdi>First, Second</bdi>" in choice
    assert "<bdi>Third</bdi>" in choice
    data = form.data.copy()
    data["version_several"], data["version_yes"] = "theirs", "theirs"
    data["version_when"] = "theirs"
    taken = Various(data, initial=kept)
    assert taken.is_valid(), taken.errors
    assert taken.cleaned_data["several"] == ["a", "b"]
    assert taken.cleaned_data["yes"] is True
    assert taken.cleaned_data["when"].isoformat().startswith("2026-11-20T06:30")
    assert {*taken.cleaned_data} == {"words", "several", "yes", "when", "revision"}
