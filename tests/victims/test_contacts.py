"""Contact plans, family contacts and promises through their pages, on a clock the tests set."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError
from django.test import Client

from homeward.casework.victims.actions.consents import Shared
from homeward.casework.victims.actions.consents_overrides import answer_override, ask_override
from homeward.casework.victims.models import (
    Channel,
    Consent,
    ContactPlan,
    FamilyContact,
    FamilyPromise,
    PlanShare,
    SupportFile,
)
from homeward.foundation.access.models import User
from homeward.foundation.duty.models import Delivery, Notice, Task
from homeward.foundation.duty.principal import DUTY
from homeward.foundation.duty.sweeping import sweep_duty
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.people import People
from tests.victims.family import BROTHER, Family, a_family
from tests.victims.view_family import text_of

SAID, SECRET, MOOD = "That we work on it every day.", "Where the police are.", "Very tired."


def minute(ahead: timedelta = timedelta(0)) -> str:
    """A time as a form sends it; the tests' node is in UTC."""
    return (datetime.now(UTC) + ahead).strftime("%Y-%m-%dT%H:%M")


def plan_of(people: People, **more: Any) -> dict[str, Any]:
    plan = {"liaison": people.dan.pk, "deputy": people.carol.pk, "every": 6, "unit": "hours"}
    return {**plan, "agreed_with": BROTHER, "revision": 0, "first_death": "The priest", **more}


def contact_by(user: User, **more: Any) -> dict[str, Any]:
    sent = {"at": minute(), "began": "ours", "how": "phone", "with_whom": BROTHER, "by": user.pk}
    return {**sent, "reached": "on", "said": SAID, "mood": MOOD, **more}


def channel_of(file: SupportFile, user: User) -> Channel:
    with opened(user.actor):
        return Channel.objects.create(
            case_id=file.case_id,
            compartment="victims",
            file=file,
            kind="phone",
            value="+999 555 0100",
            agreed_by=user,
        )


def consent_of(file: SupportFile, user: User, **more: Any) -> Consent:
    facts: dict[str, Any] = {"purpose": "contact_plan", "recipient": "state:XB", "how": "signed"}
    facts |= {"covers": ["reach"], "given_at": datetime.now(UTC) - timedelta(hours=1)} | more
    with opened(user.actor):
        return Consent.objects.create(
            case_id=file.case_id, compartment="victims", file=file, recorded_by=user, **facts
        )


def told() -> list[str]:
    with opened(DUTY):
        return [str(row.user) for row in Delivery.objects.select_related("user").order_by("pk")]


def told_of(kind: str, occasion: str) -> list[str]:
    """For whom notices of a kind were raised because of what came to pass."""
    with opened(DUTY):
        raised = Notice.objects.filter(kind=f"victims.{kind}", occasion=occasion)
        return [str(one.person) for one in raised.select_related("person")]


def due(user: User, kind: str) -> list[Task]:
    with opened(user.actor):
        tasks = Task.objects.filter(kind=f"victims.{kind}", done_at__isnull=True)
        return list(tasks.select_related("assignee"))


def agreed(family: Family, people: People, dan: Client, **more: Any) -> None:
    page = family.page(family.brother, "plan/new/")
    assert dan.post(page, plan_of(people, **more)).status_code == 302


def test_a_plan_and_its_versions(people: People) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    way = channel_of(family.brother, people.dan)
    address = family.page(family.brother, "plan/")
    answer = dan.post(f"{address}new/", plan_of(people, deputy=people.dan.pk))
    assert answer.status_code == 400
    assert "Choose another colleague than the liaison" in answer.content.decode()
    assert dan.post(f"{address}new/", plan_of(people, liaison=people.bob.pk)).status_code == 400
    soon = minute(timedelta(days=9))[:10]
    held = {"channel": way.pk, "included": [1, 2], "times": "After six", "review_on": soon}
    agreed(family, people, dan, **held)
    assert [task.assignee for task in due(people.dan, "plan_review")] == [people.dan]
    page = carol.get(f"{address}new/")
    sent = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    sent["seen"] = page.context["form"].fields["seen"].initial
    assert dan.post(f"{address}new/", {**sent, "times": "Before noon"}).status_code == 302
    answer = carol.post(f"{address}new/", {**sent, "times": "Never on Friday"})
    assert answer.status_code == 409
    assert "Which version holds" in answer.content.decode()
    shown = dan.get(address).content.decode()
    for words in ("Before noon", "The priest", "+999 555 0100", "Nour Ferrand", "Version 2"):
        assert words in shown
    assert "After six" in dan.get(f"{address}1/").content.decode()
    assert dan.get(f"{address}9/").status_code == 404
    letter = text_of(dan.get(f"{address}1/letter/").content)
    assert "How we stay in touch" in letter
    assert "After six" in letter
    assert signed_in(people.bob).get(f"{address}1/letter/").status_code == 404
    with pytest.raises(DatabaseError), opened(people.dan.actor):
        ContactPlan.objects.update(times="Always")


def test_a_contact_is_recorded_corrected_and_given_on_paper(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    dan.post(family.page(family.brother, "rules/new/"), {"may_be_told": SAID, "not_told": SECRET})
    agreed(family, people, dan)
    address = family.page(family.brother, "contacts/")
    form = dan.get(f"{address}new/").content.decode()
    assert form.index(SECRET) < form.index('<form class="contact-form"'), "before the fields"
    answer = dan.post(f"{address}new/", contact_by(people.dan, said="", promise_1_what="A call"))
    assert answer.status_code == 400
    for words in ("Write what was said", "Say by when it is kept.", "Say who keeps it."):
        assert words in answer.content.decode()
    promised = {"promise_1_what": "To send the form", "promise_1_by": people.carol.pk}
    promised["promise_1_due_at"] = minute(timedelta(hours=2))
    assert dan.post(f"{address}new/", contact_by(people.dan, **promised)).status_code == 302
    with opened(people.dan.actor):
        first = FamilyContact.objects.get()
        assert first.next_due_at == first.at + timedelta(hours=6)
        assert first.rule is not None
    assert MOOD in dan.get(f"{address}{first.pk}/").content.decode()
    paper = dan.get(f"{address}{first.pk}/record/").content.decode()
    assert "To send the form" in paper
    assert SAID in paper
    assert MOOD not in paper
    assert SECRET not in paper
    letter = text_of(dan.get(f"{address}{first.pk}/letter/").content)
    assert "To send the form" in letter
    assert "You can ask us again at any time." in letter
    assert SAID in letter
    assert not [one for one in (MOOD, SECRET, family.case.reference) if one in letter]
    dan.post(family.page(family.brother, "rules/new/"), {"stops_contact": "on", "reason": "x"})
    assert dan.get(f"{address}{first.pk}/letter/").status_code == 409
    rule = {"may_be_told": SAID, "not_told": SECRET}
    signed_in(people.alice).post(family.page(family.brother, "rules/new/"), rule)
    dan.post(f"{address}{first.pk}/handed/", {"how": "hand", "at": minute()})
    answer = dan.post(f"{address}{first.pk}/handed/", {"how": "sent", "at": minute()})
    assert answer.status_code == 409
    fixed = contact_by(people.dan, said="That we work on it at night.", how="visit")
    assert dan.post(f"{address}{first.pk}/correct/", fixed).status_code == 302
    assert dan.post(f"{address}{first.pk}/correct/", fixed).status_code == 409
    with opened(people.dan.actor):
        newest = FamilyContact.objects.get(corrects=first)
    shown = dan.get(f"{address}{newest.pk}/").content.decode()
    assert "To send the form" in shown, "what was promised stays with the correction"
    assert "This entry was corrected" in dan.get(f"{address}{first.pk}/").content.decode()
    with pytest.raises(DatabaseError), opened(people.dan.actor):
        FamilyContact.objects.filter(pk=first.pk).update(said="Nothing")
    timeline = dan.get(f"/cases/{family.case.reference}/timeline/").content.decode()
    assert "Family contact 1 of support file 2 recorded" in timeline
    facts = facts_of(suite, node, "victims.family_contact")
    assert [(f["first"], f.get("hours"), f["correction"]) for f in facts] == [
        (True, 0, False),
        (False, None, True),
    ]


def facts_of(suite: SuiteCluster, node: TestNode, kind: str) -> list[dict[str, Any]]:
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        # Contacts of one minute stand in the order in which they were entered.
        query = "select data from journal_fact where kind = %s order by at, data -> 'contact'"
        return [data for (data,) in owner.execute(query, [kind])]


def test_what_is_due_is_told_and_climbs(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    agreed(family, people, dan, every=2, unit="days")
    promised = {"promise_1_what": "To call the school", "promise_1_by": people.dan.pk}
    promised["promise_1_due_at"] = minute(timedelta(hours=3))
    dan.post(family.page(family.brother, "contacts/new/"), contact_by(people.dan, **promised))
    now = datetime.now(UTC)
    [contact] = due(people.dan, "contact_due")
    assert contact.due_at is not None
    assert abs(contact.due_at - now - timedelta(days=2)) < timedelta(minutes=3)
    sweep_duty(now + timedelta(hours=2))
    assert told() == []
    sweep_duty(now + timedelta(hours=3, minutes=1))
    assert told() == ["Dan", "Carol"], "Dan missed it; Carol stands in and is told it is near"
    assert told_of("stand_in", "overdue") == []
    sweep_duty(now + timedelta(hours=4, minutes=1))
    assert told_of("promise_due", "overdue") == ["Dan"]
    assert told_of("stand_in", "overdue") == ["Carol"], "an hour later it is hers"
    page = dan.get(family.page(family.brother)).content.decode()
    assert "To call the school" in page
    with opened(people.dan.actor):
        promise = FamilyPromise.objects.get()
    settle = family.page(family.brother, f"promises/{promise.pk}/")
    assert dan.post(settle, {"end": "broken"}).status_code == 400
    assert dan.post(settle, {"end": "broken", "reason": "It was closed."}).status_code == 302
    assert dan.post(settle, {"end": "kept"}).status_code == 409
    assert due(people.dan, "promise_due") == []
    assert len(due(people.dan, "stand_in")) == 1, "only the contact's is left"
    assert "It was closed." in dan.get(family.page(family.brother, "contacts/")).content.decode()
    [fact] = facts_of(suite, node, "victims.promise_settled")
    known = {"file": family.brother.pk, "promise": promise.pk}
    assert fact == {**known, "result": "broken", "late": False}


def test_contact_that_stopped_is_refused_and_nobody_is_reminded(people: People) -> None:
    family = a_family(people)
    dan, alice = signed_in(people.dan), signed_in(people.alice)
    agreed(family, people, dan)
    assert len(due(people.dan, "contact_due")) == 1
    rules = family.page(family.brother, "rules/new/")
    dan.post(rules, {"stops_contact": "on", "reason": "He may know the offenders."})
    assert due(people.dan, "contact_due") == []
    address = family.page(family.brother, "contacts/new/")
    assert "Contact with this person is stopped" in dan.get(address).content.decode()
    answer = dan.post(address, contact_by(people.dan))
    assert answer.status_code == 409
    assert "Contact with this person is stopped" in answer.content.decode()
    with opened(people.dan.actor):
        assert not FamilyContact.objects.exists()
    alice.post(rules, {"may_be_told": SAID})
    assert len(due(people.dan, "contact_due")) == 1
    assert dan.post(address, contact_by(people.dan)).status_code == 302


def test_a_plan_goes_abroad_with_consent_and_no_further_than_it(people: People) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    agreed(family, people, dan, times="After six", note="She is ill.")
    address = family.page(family.brother, "plan/share/")
    sent = {"state": "XB", "authority": "XB Victim Support"}
    consent_of(family.brother, people.dan, recipient="state:XC")
    consent_of(family.brother, people.dan, purpose="abroad")
    day = datetime.now(UTC).date()
    before = datetime.now(UTC) - timedelta(days=9)
    ended = {"given_at": before, "expires_on": day - timedelta(days=1)}
    consent_of(family.brother, people.dan, **ended)
    answer = dan.post(address, sent)
    assert answer.status_code == 409
    assert "no valid consent" in answer.content.decode()
    held = consent_of(family.brother, people.dan)
    assert dan.post(address, sent).status_code == 302
    with opened(people.dan.actor):
        share = PlanShare.objects.get()
        assert (share.consent_id, share.covers) == (held.pk, ["reach"])
    letter = family.page(family.brother, f"plan/shares/{share.pk}/")
    shown = dan.get(letter).content.decode()
    shown += text_of(dan.get(f"{letter}letter/").content)
    assert shown.count("After six") == 2
    assert shown.count("XB Victim Support") == 2
    assert BROTHER not in shown, "the consent does not cover his name"
    assert "The priest" not in shown
    assert "She is ill." not in shown
    newer = consent_of(family.brother, people.dan, covers=["reach", "identity"])
    assert "After six" in dan.get(letter).content.decode(), "renewed: the plan may stay there"
    withdraw = family.page(family.brother, f"consents/{newer.pk}/withdraw/")
    answer = dan.post(withdraw, {"reason": "He is afraid."}, follow=True)
    assert "1 thing that was shared is recalled" in answer.content.decode()
    consent_of(family.brother, people.dan)  # given anew: what was recalled stays so
    shown = dan.get(letter).content.decode()
    assert "The consent does not hold any more" in shown
    assert "After six" not in shown
    plan = family.page(family.brother, "plan/")
    assert "To be taken back" in dan.get(plan).content.decode()
    assert [task.url for task in due(people.dan, "plan_take_back")] == [letter]
    assert dan.get(f"{letter}letter/").status_code == 409
    assert dan.post(f"{letter}end/", {"why": "They confirmed it."}).status_code == 302
    assert dan.post(f"{letter}end/", {"why": "Again."}).status_code == 409
    assert "To be taken back" not in dan.get(plan).content.decode()
    assert due(people.dan, "plan_take_back") == []
    by_decision(people, family)


def by_decision(people: People, family: Family) -> None:
    """A decision in the stead of consent lets the plan go, and is taken back with it."""
    file, dan = family.victim, signed_in(people.dan)
    page = family.page(file, "plan/")
    assert dan.post(f"{page}new/", plan_of(people, times="At noon")).status_code == 302
    whom = Shared(recipient="state:XB", covers=("reach",))
    with opened(people.dan.actor):
        asked = ask_override(file, whom, law="Act, s. 4", reason="-", user=people.dan)
    sent = {"state": "XB", "authority": "XB Victim Support"}
    assert dan.post(f"{page}share/", sent).status_code == 409, "not approved yet"
    with opened(people.alice.actor):
        answer_override(asked, user=people.alice, approve=True)
    letter = dan.post(f"{page}share/", sent)["Location"]
    shown = dan.get(letter).content.decode()
    assert "At noon" in shown
    assert "by a decision under Act, s. 4" in shown
    assert "The person agreed" not in shown
    answer = dan.post(
        family.page(file, f"overrides/{asked.pk}/withdraw/"), {"why": "-"}, follow=True
    )
    assert "1 thing that was shared is recalled" in answer.content.decode()
    shown = dan.get(letter).content.decode()
    assert "The decision to share without consent does not hold any more" in shown
    assert "At noon" not in shown
    assert [task.url for task in due(people.dan, "plan_take_back")] == [letter]
