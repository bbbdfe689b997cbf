"""People, groups and harm: parts, identifiers, who may be told what, and linking nobody twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.casework.cases import queries
from homeward.casework.cases.actions import (
    GroupFacts,
    add_group,
    add_identifier,
    add_part,
    add_person,
    add_to_group,
    record_harm,
)
from homeward.casework.cases.errors.casefile import (
    HarmDenied,
    IdentifierTwice,
    LinkedTwice,
    NotAVictim,
)
from homeward.casework.cases.identifiers import plain_identifier
from homeward.casework.cases.models import (
    Case,
    Event,
    Group,
    GroupMember,
    Harm,
    Identifier,
    Person,
    PersonPart,
)
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import Cause, GroupPart, HarmKind, IdentifierKind
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.casefile import as_
from tests.page_checks import check_page
from tests.people import People, a_case

SURE = {"next": ""}  # a form of one button sends its token at least


@pytest.fixture
def case(people: People) -> Case:
    return a_case(people)


@pytest.fixture
def victim(people: People, case: Case) -> Person:
    with opened(people.alice.actor) as actor:
        return add_person(
            case, PersonRole.VICTIM, actor=actor, name="Ann Example", outcome="still_held"
        )


@pytest.mark.parametrize(
    ("kind", "typed", "plain"),
    [
        ("phone", "+999 (12) 34-56", "+999123456"),
        ("phone", "00999 12 34", "+9991234"),
        ("phone", "012 34", "01234"),
        ("handle", "@Some.Body ", "some.body"),
        ("document", "ab-12 34_x", "AB1234X"),
        ("plate", "xa·12-b", "XA12B"),
        ("plate", " - ", ""),
    ],
)
def test_identifiers_have_one_form(kind: str, typed: str, plain: str) -> None:
    assert plain_identifier(kind, typed) == plain


@given(kind=st.sampled_from(IdentifierKind.values), typed=st.text(max_size=40))
def test_the_one_form_is_its_own_form(kind: str, typed: str) -> None:
    once = plain_identifier(kind, typed)
    assert plain_identifier(kind, once) == once


def test_nobody_has_a_part_or_an_identifier_twice(
    people: People, case: Case, victim: Person
) -> None:
    alice = people.alice
    as_(alice, lambda: add_part(victim, PersonRole.WITNESS, actor=alice.actor))
    with pytest.raises(LinkedTwice):
        as_(alice, lambda: add_part(victim, PersonRole.VICTIM, actor=alice.actor))
    phone = IdentifierKind.PHONE
    as_(alice, lambda: add_identifier(victim, phone, "+999 1", actor=alice.actor))
    with pytest.raises(IdentifierTwice):
        as_(alice, lambda: add_identifier(victim, phone, "00 9991", actor=alice.actor))
    client = signed_in(alice)
    there = f"/cases/{case.reference}/people/{victim.pk}/"
    page = check_page(client.post(there + "part/", {"role": "victim"}), status=409)
    assert 'href="#id_role_0"' in page
    page = check_page(
        client.post(there + "identifier/", {"kind": "phone", "typed": "+9991"}), status=409
    )
    assert 'href="#id_typed"' in page
    form = {"role": "victim", "name": " ann  EXAMPLE", "outcome": "unknown"}
    form |= {"compartment": "investigation"}
    add = f"/cases/{case.reference}/people/new/"
    page = check_page(client.post(add, form), status=400)
    assert 'href="#id_name"' in page
    page = check_page(client.post(add, form | {"another": "on"}, follow=True))
    assert "The person was added." in page
    with opened(alice.actor):
        assert PersonPart.objects.filter(person=victim).count() == 2
        assert Identifier.objects.get().typed == "+999 1"
        assert Person.objects.count() == 2


def test_a_person_is_changed_and_two_who_do_so_choose(
    people: People, case: Case, victim: Person
) -> None:
    client = signed_in(people.alice)
    there = f"/cases/{case.reference}/people/{victim.pk}/"
    check_page(client.get(there + "edit/"))
    form = {
        "name": "Ann Example",
        "age_from": "30",
        "age_to": "40",
        "sex": "female",
        "nationality": "xa",
        "languages": "FR, ar",
        "outcome": "released",
        "outcome_on": "2026-03-02",
        "revision": "1",
    }
    page = check_page(client.post(there + "edit/", form, follow=True))
    assert "about 30 to 40" in page
    assert "Released" in page
    stale = client.post(there + "edit/", form | {"name": "Anna"})
    assert "What is kept now" in check_page(stale, status=409)
    with opened(people.alice.actor):
        kept = Person.objects.get()
        assert (kept.name, kept.languages, kept.nationality) == ("Ann Example", ["fr", "ar"], "XA")
        assert kept.age_on is not None
        outcome = Event.objects.get(kind="case.outcome_set")
        assert outcome.params == {"outcome": "released"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"born_on": "2100-01-01"}, "id_born_on"),
        ({"outcome_on": "2100-01-01"}, "id_outcome_on"),
        ({"outcome": "unknown", "outcome_on": "2026-03-02"}, "id_outcome_on"),
        ({"age_from": "40", "age_to": "30"}, "id_age_to"),
        ({"age_from": "", "age_to": "30"}, "id_age_from"),
        ({"age_from": "200"}, "id_age_from"),
        ({"languages": "french"}, "id_languages"),
        ({"nationality": "France"}, "id_nationality"),
    ],
)
def test_a_wrong_fact_names_its_field(
    people: People, case: Case, victim: Person, change: dict[str, str], field: str
) -> None:
    form = {"name": "Other", "outcome": "still_held", "revision": "1"} | change
    there = f"/cases/{case.reference}/people/{victim.pk}/edit/"
    page = check_page(signed_in(people.alice).post(there, form), status=400)
    assert f'href="#{field}"' in page
    with opened(people.alice.actor):
        assert Person.objects.get().name == "Ann Example"


def test_a_relative_who_is_a_suspect_is_warned_of(people: People, case: Case) -> None:
    alice = people.alice
    with opened(alice.actor) as actor:
        person = add_person(case, PersonRole.RELATIVE, actor=actor, name="R. Example")
    client = signed_in(alice)
    there = f"/cases/{case.reference}/people/"
    warning = "A relative is a suspect as well"
    assert warning not in check_page(client.get(there))
    check_page(client.post(f"{there}{person.pk}/part/", {"role": "suspect"}, follow=True))
    for page in (there, f"{there}{person.pk}/", f"/cases/{case.reference}/"):
        assert warning in check_page(client.get(page))
    form = {"name": "R. Example", "revision": "1", "told_by": "Family liaison"}
    page = check_page(client.post(f"{there}{person.pk}/edit/", form), status=400)
    assert 'href="#id_may_be_told"' in page
    form["may_be_told"] = "That the search goes on"
    page = check_page(client.post(f"{there}{person.pk}/edit/", form, follow=True))
    assert "That the search goes on" in page


def test_harm_denies_that_none_is_known_and_is_withdrawn_with_a_reason(
    people: People, case: Case, victim: Person
) -> None:
    alice = people.alice
    client = signed_in(alice)
    there = f"/cases/{case.reference}/people/{victim.pk}/harm/"
    none = {"kind": "none_known", "cause": "unknown"}
    assert "No harm known" in check_page(client.post(there, none, follow=True))
    hurt = {"kind": "injury", "cause": "caused", "on": "2026-03-01"}
    page = check_page(client.post(there, hurt, follow=True))
    assert "Caused by the kidnapping" in page
    with opened(alice.actor):
        harm = Harm.objects.get(withdrawn_at=None)
        assert harm.kind == HarmKind.INJURY
    with pytest.raises(HarmDenied):
        as_(
            alice,
            lambda: record_harm(victim, HarmKind.NONE_KNOWN, Cause.UNKNOWN, actor=alice.actor),
        )
    assert 'href="#id_kind_0"' in check_page(client.post(there, none), status=409)
    assert 'href="#id_on"' in check_page(
        client.post(there, hurt | {"on": "2100-01-01"}), status=400
    )
    away = f"/cases/{case.reference}/harm/{harm.pk}/withdraw/"
    assert 'href="#id_why"' in check_page(client.post(away, {"why": " "}), status=400)
    page = check_page(client.post(away, {"why": "Another person's"}, follow=True))
    assert "<del>Injury</del>" in page
    check_page(client.post(away, {"why": "Again"}), status=409)
    witness = as_(alice, lambda: add_person(case, PersonRole.WITNESS, actor=alice.actor, name="W"))
    with pytest.raises(NotAVictim):
        as_(alice, lambda: record_harm(witness, HarmKind.INJURY, Cause.CAUSED, actor=alice.actor))


def test_groups_have_members_once(people: People, case: Case, victim: Person) -> None:
    client = signed_in(people.alice)
    there = f"/cases/{case.reference}/"
    form = {"name": "", "kind": "organized", "note": "", "compartment": "investigation"}
    page = check_page(client.post(there + "groups/new/", form, follow=True))
    assert "Unnamed group" in page
    with opened(people.alice.actor):
        group = Group.objects.get()
    member = {"person": str(victim.pk), "part": "unknown"}
    check_page(client.post(f"{there}groups/{group.pk}/person/", member, follow=True))
    page = check_page(client.post(f"{there}groups/{group.pk}/person/", member), status=409)
    assert 'href="#id_person"' in page
    changed = {"name": "The Ferrymen", "kind": "gang", "note": "", "revision": "1"}
    page = check_page(client.post(f"{there}groups/{group.pk}/edit/", changed, follow=True))
    assert "The Ferrymen" in page
    check_page(
        client.post(f"{there}groups/{group.pk}/edit/", changed | {"kind": "other"}), status=409
    )
    offences = {"linked_offences": ["firearms", "laundering"], "revision": "1"}
    page = check_page(client.post(there + "linked-offences/", offences, follow=True))
    assert "Laundering of proceeds" in page
    with opened(people.alice.actor):
        assert GroupMember.objects.count() == 1
        assert Case.objects.get(pk=case.pk).linked_offences == ["firearms", "laundering"]


def test_whoever_was_put_into_a_group_by_mistake_is_taken_out_of_it(
    people: People, case: Case, victim: Person
) -> None:
    alice = people.alice
    group = as_(alice, lambda: add_group(case, GroupFacts(kind="gang"), actor=alice.actor))
    place = as_(alice, lambda: add_to_group(group, victim, GroupPart.UNKNOWN, actor=alice.actor))
    client, people_page = signed_in(alice), f"/cases/{case.reference}/people/"
    out = f"/cases/{case.reference}/groups/{group.pk}/person/{place.pk}/out/"
    assert out in check_page(client.get(people_page))
    check_page(signed_in(people.bob).post(out, SURE), status=404)
    check_page(client.get(out.replace(f"groups/{group.pk}", f"groups/{group.pk + 1}")), status=404)
    page = check_page(client.post(out, SURE, follow=True))
    assert "Nobody is recorded in it." in page
    check_page(client.post(out, SURE), status=409)
    again = {"person": str(victim.pk), "part": "unknown"}
    page = check_page(
        client.post(f"/cases/{case.reference}/groups/{group.pk}/person/", again, follow=True)
    )
    assert "Nobody is recorded in it." not in page


def test_another_compartment_and_strangers_reach_nobody(
    people: People, case: Case, victim: Person
) -> None:
    parts = ("", "edit/", "part/", "identifier/", "harm/", "same/")
    for person in (people.bob, people.dan, people.olga, people.adam):
        client = signed_in(person)
        for part in parts:
            address = f"/cases/{case.reference}/people/{victim.pk}/{part}"
            check_page(client.get(address), status=404)
    page = check_page(signed_in(people.bob).get(f"/cases/{case.reference}/people/"))
    assert "Ann Example" not in page
    with opened(people.bob.actor):
        assert queries.rows_of(people.bob, case) == []
        assert not PersonPart.objects.exists()
