"""Ways to reach a person, who decides, consents and decisions in their stead, as a worker does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from homeward.casework.victims.actions.files import set_rule
from homeward.casework.victims.models import Channel, Consent, Guardian, Override, SupportFile
from homeward.casework.victims.queries.consents import covering, covers
from homeward.foundation.access.actions import grant_membership
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.models import Notice, Task
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import Family, a_family, open_for

ABROAD = {"purpose": "abroad", "recipient": "state:XB", "how": "signed"}


def minutes_ago(minutes: int) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def given(**more: Any) -> dict[str, Any]:
    return {**ABROAD, "covers": ["identity", "needs"], "given_at": minutes_ago(5), **more}


def text_of(client: Client, address: str, sent: dict[str, Any] | None = None) -> tuple[int, str]:
    answer = client.get(address) if sent is None else client.post(address, sent)
    return answer.status_code, answer.content.decode()


def row(file: SupportFile, by: User, **more: Any) -> dict[str, Any]:
    """A consent past every form: what only the database can refuse."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    plain = {"purpose": "abroad", "recipient": "state:XB", "recipient_name": "Bordavia"}
    plain |= {"covers": ["identity"], "how": "signed", "given_at": now, "recorded_by": by}
    return {"case": file.case, "compartment": "victims", "file": file} | plain | more


def refused(by: User, make: Any) -> str:
    """The database's words when it refuses."""
    with opened(by.actor), pytest.raises(DatabaseError) as caught, transaction.atomic():
        make()
    return str(caught.value)


def test_ways_to_reach_a_person_are_added_and_ended(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    assert "No way to reach this person is agreed yet" in text_of(dan, page)[1]
    wrong = {"kind": "email", "value": "nour at home"}
    status, text = text_of(dan, f"{page}channels/new/", wrong)
    assert (status, "Write a whole address" in text) == (400, True)
    status, text = text_of(dan, f"{page}channels/new/", {"kind": "phone", "value": "at home"})
    assert (status, "Write the number" in text) == (400, True)
    good = {
        "kind": "phone",
        "value": "+999 555 0100",
        "safe_times": "Mornings",
        "note": "Nour only",
    }
    assert text_of(dan, f"{page}channels/new/", good)[0] == 302
    shown = check_page(dan.get(page))
    assert all(word in shown for word in ("+999 555 0100", "Mornings", "Leave no message."))
    with opened(people.dan.actor):
        key = Channel.objects.get().pk
    end = f"{page}channels/{key}/end/"
    assert "+999 555 0100" in check_page(dan.get(end))
    assert text_of(dan, end, {})[0] == 302
    assert text_of(dan, end, {})[0] == 409
    shown = text_of(dan, page)[1]
    assert "+999 555 0100" not in shown
    assert "1 way was ended." in shown


def test_a_child_consents_by_a_guardian_whose_decision_holds(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    child = open_for(
        family.case,
        "Lina Ferrand",
        people.dan,
        victim=family.victim,
        person={"born_on": datetime.now(UTC).date() - timedelta(days=3650)},
    )
    dan, page = signed_in(people.dan), family.page(child)
    assert "Nobody may decide for this person now" in check_page(dan.get(page))
    address = f"{page}consents/new/"
    check_page(dan.get(address))
    status, text = text_of(dan, address, given(childs_view="She agrees."))
    assert (status, "Somebody else decides for this person." in text) == (400, True)
    guardian = {"name": "Sami Ferrand", "capacity": "parent", "decision": "Order 12 of XA court"}
    guardian["own_file"] = family.brother.pk
    early = {"decided_on": "2025-05-01", "valid_until": "2025-04-01"}
    status, text = text_of(dan, f"{page}guardians/new/", {**guardian, **early})
    assert (status, "before the decision began" in text) == (400, True)
    wrong = {**guardian, "decided_on": "2025-05-01", "capacity": "trusted"}
    assert text_of(dan, f"{page}guardians/new/", wrong)[0] == 400
    over = {"decided_on": "2025-01-01", "valid_until": "2025-02-01"}
    ways = [over, {"decided_on": "2025-05-01", "in_conflict": "on"}, {"decided_on": "2025-05-01"}]
    for more in ways:
        assert text_of(dan, f"{page}guardians/new/", {**guardian, **more})[0] == 302
    with opened(people.dan.actor):
        ended, conflict, good = Guardian.objects.order_by("pk")
        set_rule(family.brother, user=people.dan, stops_contact=True, reason="He may know more.")
    shown = check_page(dan.get(page))
    for word in (
        "does not hold today",
        "Conflict of interest",
        "May decide",
        "guardian is stopped",
    ):
        assert word in shown
    for who, word in ((ended, "did not hold on that day"), (conflict, "interests are in conflict")):
        status, text = text_of(dan, address, given(guardian=who.pk, childs_view="Yes."))
        assert (status, word in text) == (409, True), word
    status, text = text_of(dan, address, given(guardian=good.pk))
    assert (status, "Write what the child wants" in text) == (400, True)
    assert text_of(dan, address, given(guardian=good.pk, childs_view="Yes."))[0] == 302
    shown = check_page(dan.get(f"{page}consents/"))
    assert "The child:" in shown
    with opened(people.dan.actor):
        kept = Consent.objects.get()
        assert kept.guardian == good
        assert covers(people.dan, child, "state:XB", "abroad") == {"identity", "needs"}
        assert covers(people.dan, child, "state:XB", "referral") == frozenset()
    assert holds(kept, node, suite)
    for file, more, why in (
        (child, {}, "Who decides for this person consents"),
        (child, {"guardian": conflict}, "may not consent"),
        (child, {"guardian": ended}, "may not consent"),
        (family.victim, {"guardian": good}, "may not consent"),
        (family.victim, {"given_at": datetime.now(UTC) + timedelta(hours=1)}, "in the future"),
        (family.victim, {"expires_on": date(2025, 1, 1)}, "does not end before"),
    ):
        made = row(file, people.dan, **more)
        assert why in refused(people.dan, lambda made=made: Consent.objects.create(**made))
    dan.post(f"{page}guardians/{good.pk}/end/")  # who decides no more leaves no consent behind
    with opened(people.dan.actor):
        assert covers(people.dan, child, "state:XB", "abroad") == frozenset()
    assert not holds(kept, node, suite)
    assert "Ask who decides" in check_page(dan.get(f"{page}consents/"))


def holds(consent: Consent, node: TestNode, suite: SuiteCluster) -> bool:
    """What the database answers to the same question; its owner asks, as its triggers do."""
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        row = owner.execute("select guard.consent_holds(%s)", [consent.pk]).fetchone()
        return bool(row and row[0])


def test_a_grown_up_answers_alone_and_the_last_word_counts(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan, page, file = signed_in(people.dan), family.page(family.victim), family.victim
    sent = {"name": "A. Guardian", "capacity": "court", "decision": "-", "decided_on": "2025-01-01"}
    status, text = text_of(dan, f"{page}guardians/new/", sent)
    assert (status, "This person decides alone." in text) == (409, True)
    address = f"{page}consents/new/"
    for more, word in (
        ({"given_at": "2199-01-01T10:00"}, "This time has not come yet"),
        ({"expires_on": "2025-01-01"}, "before the consent was given"),
        ({"covers": []}, "Choose at least one part"),
        ({"purpose": "other"}, "Say what the consent is for."),
        ({"recipient": "person"}, "Write the name of the person."),
        ({"recipient": "service:1"}, "Choose from the list."),
        ({"recipient": "authority:XA-POLICE"}, "does not fit the purpose"),
    ):
        status, text = text_of(dan, address, given(**more))
        assert (status, word in text) == (400, True), word
    first = given(given_at=minutes_ago(9), form_token="7c7f0f7e-6a50-4d3c-9f5e-4f7b53d1c001")
    assert [text_of(dan, address, first)[0] for _ in range(2)] == [302, 302]
    dan.post(address, given(covers=["identity"], given_at=minutes_ago(3)))
    media = {"purpose": "media", "recipient": "person", "recipient_name": "A. Reporter"}
    dan.post(address, given(**media, covers=["reach"]))
    with opened(people.dan.actor):
        old, new, person = Consent.objects.order_by("pk")
        assert covering(people.dan, file, "state:XB", "abroad") == new
        assert covers(people.dan, file, "person", "media", name="A. Reporter") == {"reach"}
        assert covering(people.dan, file, "person", "media", name="Somebody else") is None
        assert covering(people.bob, file, "state:XB", "abroad") is None
    shown = check_page(dan.get(f"{page}consents/"))
    assert "Replaced by a later one" in shown
    end = f"{page}consents/{new.pk}/withdraw/"
    assert "recalled at once" in check_page(dan.get(end))
    assert text_of(dan, end, {"reason": ""})[0] == 400
    answer = dan.post(end, {"reason": "She is afraid."}, follow=True)
    assert "Nothing had been shared on it." in answer.content.decode()
    assert text_of(dan, end)[0] == 409
    with opened(people.dan.actor):  # the one before does not come back to life
        assert covering(people.dan, file, "state:XB", "abroad") is None
        assert Consent.objects.get(pk=old.pk).withdrawn_why == "She is afraid."
        SupportFile.objects.update(cannot_decide=True)
        file = SupportFile.objects.get(pk=file.pk)
        assert covering(people.dan, file, "person", "media", name="A. Reporter") is None
    assert "Ask who decides" in check_page(dan.get(f"{page}consents/"))
    bob = signed_in(people.bob)
    for below in ("consents/", "consents/new/", f"consents/{person.pk}/withdraw/"):
        assert text_of(bob, page + below)[0] == 404
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        query = "select kind, data from journal_fact where kind like 'victims.consent%' order by at"
        facts = owner.execute(query).fetchall()
    assert [kind for kind, _ in facts].count("victims.consent") == 3
    assert facts[-1][1] == {
        "file": file.pk,
        "purpose": "abroad",
        "covers": 1,
        "by_guardian": False,
        "days": 0,
    }
    assert "Reporter" not in str(facts)


def test_sharing_without_consent_takes_two(people: People) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    asked = {"recipient": "authority:XB-POLICE", "covers": ["safety"], "law": "Police Act, s. 4"}
    with opened(people.dan.actor):
        known = [k for _, rows in _choices(dan, f"{page}overrides/new/") for k, _ in rows]
    asked["recipient"] = next(key for key in known if key.startswith("authority:XB"))
    address = f"{page}overrides/new/"
    assert text_of(dan, address, asked)[0] == 400  # no reason
    dan.post(address, {**asked, "reason": "A life is in danger."})
    with opened(people.dan.actor):
        made = Override.objects.get()
        tasks = Task.objects.filter(kind="victims.override_answer", done_at=None)
        assert {one.assignee for one in tasks} == {people.alice, people.carol}
        assert covers(people.dan, family.victim, asked["recipient"], "abroad") == frozenset()
    one = f"{page}overrides/{made.pk}/"
    shown = check_page(dan.get(one))
    assert "Carol" in shown
    assert "Your answer" not in shown
    assert text_of(dan, one, {"answer": "approve"})[0] == 403
    with opened(people.alice.actor) as actor:
        grant_membership(family.case.pk, people.bob, Compartment.VICTIMS, actor=actor)
    assert text_of(signed_in(people.bob), one, {"answer": "approve"})[0] == 403
    for person in (people.dan, people.bob):  # who asked, and a member who neither leads nor checks
        yes = {"approved_at": datetime.now(UTC), "approved_by": person}
        said = refused(person, lambda yes=yes: Override.objects.update(**yes))
        assert "A lead or a supervisor" in said
    carol = signed_in(people.carol)
    assert text_of(carol, one, {"answer": "refuse"})[0] == 400  # no reason
    assert "Your answer" in check_page(carol.get(one))
    assert text_of(carol, one, {"answer": "approve"})[0] == 302
    assert text_of(signed_in(people.alice), one, {"answer": "refuse", "why": "No."})[0] == 409
    with opened(people.dan.actor):
        assert covers(people.dan, family.victim, asked["recipient"], "abroad") == {"safety"}
        assert covers(people.dan, family.victim, "state:XC", "abroad") == frozenset()
        assert not Task.objects.filter(kind="victims.override_answer", done_at=None).exists()
    with opened(people.alice.actor):
        entry = Entry.objects.get(verb="victims.override_answered")
        assert (entry.actor_id, entry.data["approved"]) == (people.carol.pk, True)
    taken_back(people, family, made)
    for more, why in (
        ({"approved_by": people.carol, "approved_at": datetime.now(UTC)}, "after it was asked"),
        ({"asked_by": people.carol}, "in the name of another"),
    ):
        given_row = row(family.victim, people.dan, asked_by=people.dan, law="-", reason="-") | more
        wanted = ("purpose", "how", "given_at", "recorded_by")
        plain = {name: value for name, value in given_row.items() if name not in wanted}
        assert why in refused(people.dan, lambda plain=plain: Override.objects.create(**plain))


def taken_back(people: People, family: Family, made: Override) -> None:
    """An approved decision is taken back by any member, once, with what was shared on it."""
    page = family.page(family.victim)
    one, end = f"{page}overrides/{made.pk}/", f"{page}overrides/{made.pk}/withdraw/"
    now = {"withdrawn_at": datetime.now(UTC), "withdrawn_why": "-"}
    for more, by in (
        ({"withdrawn_by": people.carol.pk}, people.bob),  # in the name of another
        ({"withdrawn_by": people.bob.pk, "covers": ["health"]}, people.bob),
    ):
        said = refused(by, lambda more=more: Override.objects.update(**now, **more))
        assert "in one's own name" in said
    bob = signed_in(people.bob)
    assert end in check_page(bob.get(one))
    assert text_of(bob, end, {"why": ""})[0] == 400
    answer = bob.post(end, {"why": "She can be asked now."}, follow=True)
    assert "Nothing had been shared on it." in answer.content.decode()
    assert [text_of(bob, end)[0], text_of(bob, end, {"why": "-"})[0]] == [409, 409]
    shown = check_page(signed_in(people.dan).get(one))
    assert "Taken back" in shown
    assert "She can be asked now." in shown
    with opened(people.dan.actor):
        assert covers(people.dan, family.victim, made.recipient, "abroad") == frozenset()
    with opened(people.alice.actor):
        entry = Entry.objects.get(verb="victims.override_withdrawn")
        assert (entry.actor_id, entry.data["recalled"]) == (people.bob.pk, 0)


def test_the_end_of_a_consent_is_called_to_mind_until_it_is_renewed_or_withdrawn(
    people: People,
) -> None:
    family = a_family(people)
    dan, page = signed_in(people.dan), family.page(family.victim)
    now = datetime.now(UTC)
    ends, later = ((now + timedelta(days=one)).date().isoformat() for one in (20, 90))
    assert text_of(dan, f"{page}consents/new/", given(expires_on=ends))[0] == 302
    dan.post(f"{page}consents/new/", given(recipient="state:XC", expires_on=ends))
    sweep_duty(now + timedelta(days=5))
    assert told_of_ends() == []
    sweep_duty(now + timedelta(days=7))
    assert told_of_ends() == ["Dan", "Dan"], "two weeks before"
    dan.post(f"{page}consents/new/", given(expires_on=later, given_at=minutes_ago(1)))
    with opened(people.dan.actor):
        first, other, new = Consent.objects.order_by("pk")
        waits = Task.objects.filter(kind="victims.consent_ends", done_at=None)
        assert {one.subject_id for one in waits} == {str(other.pk), str(new.pk)}
    dan.post(f"{page}consents/{new.pk}/withdraw/", {"reason": "-"})
    with opened(people.dan.actor):
        assert [one.subject_id for one in waits.all()] == [str(other.pk)]
        assert Consent.objects.get(pk=first.pk).withdrawn_at is not None


def told_of_ends() -> list[str]:
    with opened(DUTY):
        rows = Notice.objects.filter(kind="victims.consent_ends").select_related("person")
        return [str(one.person) for one in rows]


def _choices(client: Client, address: str) -> list[tuple[str, Any]]:
    field = client.get(address).context["form"].fields["recipient"]
    return [(str(k), rows) for k, rows in field.choices if isinstance(rows, list)]


def test_a_family_is_no_other_family(people: People) -> None:
    """A guardian, a consent, a channel of one file is not found below another."""
    family: Family = a_family(people)
    dan = signed_in(people.dan)
    with opened(people.dan.actor):
        kept = Consent.objects.create(**row(family.victim, people.dan))
    assert text_of(dan, family.page(family.victim, f"consents/{kept.pk}/withdraw/"))[0] == 200
    assert text_of(dan, family.page(family.brother, f"consents/{kept.pk}/withdraw/"))[0] == 404
