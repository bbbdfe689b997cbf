"""Support files through their pages: opening, changing, what may be told, and who sees nothing."""

import psycopg
import pytest
from django.db import DatabaseError, connection

from homeward.casework.cases.actions import add_person
from homeward.casework.cases.models import Person, SamePerson
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.victims.models import SupportFile, TellingRule
from homeward.casework.victims.queries.files import is_child
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.people import People
from tests.victims.family import BROTHER, VICTIM, a_family, open_for, supported

NEW = {"whose": "new", "name": VICTIM, "standing": "victim", "sex": "female", "language": "fr"}


def test_a_file_for_somebody_new_and_for_a_relative(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    case = supported(people)
    dan = signed_in(people.dan)
    address = f"/cases/{case.reference}/support/"
    assert "No support file is open yet" in dan.get(address).content.decode()
    answer = dan.post(f"{address}new/", {**NEW, "worker": people.dan.pk}, follow=True)
    assert "Support file 1 is open." in answer.content.decode()
    assert VICTIM in answer.content.decode()
    brother = {"whose": "new", "name": BROTHER, "standing": "relative", "worker": people.carol.pk}
    answer = dan.post(f"{address}new/", brother)
    assert answer.status_code == 400
    assert "Choose the victim." in answer.content.decode()
    assert "Say what the relative is" in answer.content.decode()
    with opened(people.dan.actor):
        key = SupportFile.objects.get().pk
    dan.post(f"{address}new/", {**brother, "victim": key, "relation": "sibling"})
    shown = dan.get(address).content.decode()
    assert BROTHER in shown
    assert "Sister or brother" in shown
    with opened(people.dan.actor):
        assert [f.person.compartment for f in SupportFile.objects.all()] == ["victims"] * 2
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        query = "select data from journal_fact where kind = 'victims.file' order by at"
        facts = [data for (data,) in owner.execute(query)]
    assert [data["standing"] for data in facts] == ["victim", "relative"]
    assert VICTIM not in str(facts)


def test_a_person_of_another_compartment_gets_a_record_here(people: People) -> None:
    case = supported(people)
    with opened(people.alice.actor):
        known = add_person(case, PersonRole.VICTIM, actor=people.alice.actor, name=VICTIM)
    alice, address = signed_in(people.alice), f"/cases/{case.reference}/support/new/"
    sent = {"whose": known.pk, "standing": "victim", "worker": people.alice.pk}
    assert alice.post(address, sent).status_code == 302
    with opened(people.alice.actor):
        file = SupportFile.objects.get()
        assert file.person_id != known.pk
        assert file.person.name == VICTIM
        assert SamePerson.objects.get().other_id == file.person_id
    with opened(people.dan.actor):  # who does not see the investigation sees one record of two
        assert Person.objects.get().pk == file.person_id
        assert not SamePerson.objects.exists()


def test_two_who_change_a_file_choose_between_versions(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    address = family.page(family.victim, "edit/")
    page = dan.get(address)
    sent = {**page.context["form"].initial, "agreed_name": "Madame Ferrand"}
    sent["seen"] = page.context["form"].fields["seen"].initial
    assert carol.post(address, {**sent, "agreed_name": "Nour"}).status_code == 302
    answer = dan.post(address, sent)
    assert answer.status_code == 409
    assert "Which version holds" in answer.content.decode()
    chosen = {**sent, "revision": 2, "decide": "agreed_name", "version_agreed_name": "mine"}
    assert dan.post(address, chosen).status_code == 302
    with opened(people.dan.actor):
        assert SupportFile.objects.get(pk=family.victim.pk).agreed_name == "Madame Ferrand"


def test_contact_that_stops_goes_on_when_the_lead_says_so(people: People) -> None:
    family = a_family(people)
    dan, alice = signed_in(people.dan), signed_in(people.alice)
    address = family.page(family.brother, "rules/new/")
    answer = dan.post(address, {"stops_contact": "on"})
    assert "Say why contact stops." in answer.content.decode()
    dan.post(address, {"stops_contact": "on", "reason": "He may know the offenders."})
    page = dan.get(family.page(family.brother)).content.decode()
    assert "Contact with this person is stopped" in page
    answer = dan.post(address, {"may_be_told": "That we work on it."})
    assert answer.status_code == 403
    assert "Only the lead" in answer.content.decode()
    assert alice.post(address, {"may_be_told": "That we work on it."}).status_code == 302
    shown = dan.get(family.page(family.brother, "rules/")).content.decode()
    assert "That we work on it." in shown
    assert "He may know the offenders." in shown
    with pytest.raises(DatabaseError), opened(people.dan.actor):
        TellingRule.objects.update(reason="Nothing was.")


def test_nobody_else_sees_a_file(people: People) -> None:
    family = a_family(people)
    for stranger in (people.bob, people.olga, people.adam):
        client = signed_in(stranger)
        for below in ("", "edit/", "rules/", "rules/new/"):
            assert client.get(family.page(family.victim, below)).status_code == 404
        with opened(stranger.actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from victims_supportfile")
            assert cursor.fetchone() == (0,)
    assert signed_in(people.dan).get(family.page(family.victim)).status_code == 200
    with opened(people.alice.actor):
        seen = Entry.objects.filter(verb="victims.viewed", subject_kind="support_file")
        assert [one.actor_id for one in seen] == [people.dan.pk]


def test_who_is_a_child(people: People) -> None:
    case = supported(people)
    ages = {
        "of sixteen": ({"age_from": 16, "age_to": 16}, True),
        "of forty": ({"age_from": 40, "age_to": 45}, False),
        "perhaps": ({"age_from": 15, "age_to": 25}, True),
        "unknown": ({}, False),
    }
    for name, (person, child) in ages.items():
        file = open_for(case, name, people.dan, person=person)
        assert is_child(file.person) is child, name
