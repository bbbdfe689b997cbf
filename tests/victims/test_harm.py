"""Losses and compensation claims through their pages, to the end, and what the database refuses."""

import json
import re
from datetime import date, timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils.timezone import localdate

from homeward.casework.cases.models import Item
from homeward.casework.victims.models import (
    CompensationClaim,
    CompensationPaid,
    CompensationPart,
    CompensationPayment,
    Loss,
)
from homeward.casework.victims.queries.harm_sums import Total, sums_of
from homeward.foundation.duty.models import Task
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cluster import SuiteCluster, TestNode
from tests.cooperation.given import given_by_xb
from tests.page_checks import check_page
from tests.people import People
from tests.victims.family import Family, a_family

RANSOM = {
    "kind": "ransom",
    "amount": "1,000.00",
    "currency": "XAD",
    "from_day": "2026-03-02",
    "borne_by": "person",
}
TODAY = date(2026, 9, 1).isoformat()


def an_item(people: People, family: Family, compartment: str = "victims") -> int:
    """The number of an item of the case."""
    with opened(people.alice.actor):
        row = Item.objects.create(
            case=family.case,
            compartment=compartment,
            kind="document",
            title="Receipt",
            added_by=people.alice.pk,
        )
        return row.pk


def text_of(client: Client, address: str) -> str:
    """A page's text, once it was found good."""
    return check_page(client.get(address))


def facts_of(node: TestNode, suite: SuiteCluster, kind: str) -> list[dict[str, object]]:
    """The nameless facts of a kind, in their order."""
    with psycopg.connect(suite.cluster.superuser_url(node.home.config.database)) as owner:
        query = "select data from journal_fact where kind = %s order by at"
        return [data for (data,) in owner.execute(query, [kind])]


def test_a_loss_is_shown_verified_by_a_second_person_and_withdrawn(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan, carol = signed_in(people.dan), signed_in(people.carol)
    hidden = an_item(people, family, "finance")
    page = family.page(family.victim, "losses/")
    sent = {**RANSOM, "borne_by": "insurer", "until_day": "2026-03-01", "item": hidden}
    answer = dan.post(f"{page}new/", {**sent, "amount": "a lot"})
    shown = check_page(answer, status=400)
    for words in ("Write who it was.", "is before the first", "No item of this number is open"):
        assert words in shown
    relative = {**RANSOM, "borne_by": "relative", "borne_file": family.brother.pk}
    token = "7b0c4f2e-5d7b-4f63-9a3e-0d4f1f4f8a11"
    for _ in range(2):  # sent twice, kept once
        assert dan.post(f"{page}new/", {**relative, "form_token": token}).status_code == 302
    with opened(people.dan.actor):
        loss = Loss.objects.get()
        assert (loss.amount, loss.currency, loss.status) == (100_000, "XAD", "recorded")
        assert loss.borne_file_id == family.brother.pk
    own = dan.post(f"{page}1/verify/", {"read": "on"})
    assert "You recorded this loss." in check_page(own, status=403)
    early = carol.post(f"{page}1/verify/", {"read": "on"})
    assert "Nothing shows this loss yet." in check_page(early, status=409)
    with opened(people.alice.actor):
        foreign = Item.objects.get(pk=an_item(people, family))
    given_by_xb(foreign, people.police)
    bound = check_page(dan.post(f"{page}1/item/", {"item": foreign.pk}), status=409)
    assert "XA-2026-000001/77" in bound, "XB gave it for what the request states"
    dan.post(f"{page}1/item/", {"item": an_item(people, family)})
    assert "Receipt" in text_of(carol, f"{page}1/")
    assert carol.post(f"{page}1/verify/", {"read": "on"}).status_code == 302
    assert "Verified by a second person" in text_of(dan, f"{page}1/")
    dan.post(f"{page}new/", {**RANSOM, "kind": "other"})
    assert dan.post(f"{page}2/withdraw/", {"why": "Entered twice."}).status_code == 302
    shown = text_of(dan, page)
    assert "XAD 1,000.00 lost = XAD 0.00 compensated + XAD 0.00 still" in shown.replace("\xa0", " ")
    assert "Withdrawn" in shown
    known = facts_of(node, suite, "victims.loss")
    assert [one["status"] for one in known] == ["recorded", "verified", "recorded", "withdrawn"]
    assert "Ferrand" not in json.dumps(known)


def test_a_compensation_claim_on_confiscated_proceeds_to_its_end(
    people: People, node: TestNode, suite: SuiteCluster
) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    page = family.page(family.victim)
    dan.post(f"{page}losses/new/", RANSOM)
    dan.post(f"{page}losses/new/", {**RANSOM, "kind": "travel", "amount": "50", "currency": "EUR"})
    with opened(people.dan.actor):
        ransom, travel = Loss.objects.order_by("number")
    last_day = localdate() + timedelta(days=20)
    new = {"source": "proceeds", "basis": "Law 1, art. 2", "authority": "Court of XA"}
    new |= {"deadline": last_day.isoformat()}
    both = {f"asked_{ransom.pk}": "1000", f"asked_{travel.pk}": "50"}
    answer = dan.post(f"{page}compensation/new/", {**new, **both})
    assert "is in one currency" in check_page(answer, status=400)
    answer = dan.post(f"{page}compensation/new/", {**new, f"asked_{ransom.pk}": "1000.01"})
    assert "At most" in check_page(answer, status=400)
    dan.post(f"{page}compensation/new/", {**new, f"asked_{ransom.pk}": "1000"})
    again = dan.post(f"{page}compensation/new/", {**new, f"asked_{ransom.pk}": "0.01"})
    assert "At most" in check_page(again, status=400)
    claim = f"{page}compensation/1/"
    with opened(people.carol.actor):
        task = Task.objects.get(kind="victims.file_compensation")
        assert (task.assignee, task.url) == (people.dan, claim)
        assert task.due_at is not None
        assert task.due_at.date() == last_day
    early = dan.post(f"{claim}decide/", {"verdict": "granted", "on": TODAY, "authority": "Court"})
    assert "Record first on which day" in check_page(early, status=409)
    dan.post(f"{claim}file/", {"filed_on": "2026-04-01", "reference": "C 7"})
    with opened(people.dan.actor):
        assert Task.objects.get(kind="victims.file_compensation").done_at is not None
        part = CompensationPart.objects.get()
    amount = f"amount_{part.pk}"
    decided = {"verdict": "partly", "on": "2026-06-01", "authority": "Court of XA"}
    answer = dan.post(f"{claim}decide/", {**decided, amount: "1000"})
    assert "less than was asked" in check_page(answer, status=400)
    dan.post(f"{claim}decide/", {**decided, amount: "600", "appeal_by": "2026-07-01"})
    recovered = _pays_out(dan, family, claim, amount)
    shown = text_of(dan, claim)
    assert "Confiscation" in shown
    assert "14(2)" in shown
    answer = dan.post(f"{claim}close/", {"outcome": "paid"})
    assert "does not fit" in check_page(answer, status=409)
    assert dan.post(f"{claim}close/", {"outcome": "part_paid"}).status_code == 302
    after = dan.post(f"{claim}pay/", {"on": TODAY, amount: "1", "recovered": recovered})
    assert "This compensation claim is closed." in after.content.decode()
    with opened(people.dan.actor):
        assert not Task.objects.filter(done_at__isnull=True).exists()
        assert sums_of(people.dan, family.victim).totals == [
            Total("EUR", 5_000, 0, 0, 5_000),
            Total("XAD", 100_000, 40_000, 0, 60_000),
        ]
    _is_printed(dan, family)
    paid = facts_of(node, suite, "victims.compensation_paid")
    assert [(one["amount"], one["currency"], one["back"]) for one in paid] == [
        (40_000, "XAD", False)
    ]
    ended = facts_of(node, suite, "victims.compensation_closed")
    assert [one["outcome"] for one in ended] == ["part_paid"]


def _pays_out(dan: Client, family: Family, claim: str, amount: str) -> str:
    """What is paid from confiscated proceeds names them, and is no more than there is."""
    answer = dan.post(f"{claim}pay/", {"on": TODAY, amount: "400"})
    assert "Choose the confiscation" in check_page(answer, status=400)
    seized = {"kind": "confiscation", "authority": "Court of XB", "reference": "K 12"}
    seized |= {"on": "2026-05-02", "amount": "450", "currency": "XAD"}
    place = f"/cases/{family.case.reference}/support/recovered/"
    dan.post(f"{place}new/", seized)
    twice = dan.post(f"{place}new/", seized)
    assert "entered already" in check_page(twice, status=409)
    _withdraws_and_enters_anew(dan, place, seized)
    choices = dict(dan.get(f"{claim}pay/").context["form"].fields["recovered"].choices)
    recovered = next(key for key in choices if key)
    answer = dan.post(f"{claim}pay/", {"on": TODAY, amount: "500", "recovered": recovered})
    assert "Only" in check_page(answer, status=400)
    answer = dan.post(f"{claim}pay/", {"on": "2026-05-01", amount: "1", "recovered": recovered})
    assert "before the confiscation or return was made" in check_page(answer, status=400)
    paid = dan.post(f"{claim}pay/", {"on": TODAY, amount: "400", "recovered": recovered})
    assert paid.status_code == 302
    assert "50.00" in text_of(dan, place)
    late = dan.post(f"{place}{recovered}/withdraw/", {"why": "Another case."})
    assert "Something was paid from this" in check_page(late, status=409)
    return str(recovered)


def _withdraws_and_enters_anew(dan: Client, place: str, seized: dict[str, str]) -> None:
    """A wrong amount counts no more and stays readable; the right one can be entered."""
    link = re.search(rf'href="({place}\d+/withdraw/)"', text_of(dan, place))
    assert link is not None
    assert "required" in check_page(dan.post(link[1], {"why": ""}), status=400)
    assert dan.post(link[1], {"why": "Wrong amount."}).status_code == 302
    again = dan.post(link[1], {"why": "Once more."})
    assert again.status_code == 409
    shown = text_of(dan, place)
    assert "Wrong amount." in shown
    assert link[1] not in shown
    assert dan.post(f"{place}new/", seized).status_code == 302


def _is_printed(dan: Client, family: Family) -> None:
    shown = text_of(dan, family.page(family.victim, "losses/statement/"))
    for words in ("Nour Ferrand", "Sum in EUR", "Article 25(2)", "in our own words"):
        assert words in shown
    pdf = dan.get(family.page(family.victim, "losses/statement.pdf"))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_the_insurer_is_paid_back_before_the_offender_pays_the_same_loss(people: People) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    page = family.page(family.victim)
    dan.post(f"{page}losses/new/", RANSOM)
    with opened(people.dan.actor):
        ransom = Loss.objects.get()
    for source in ("insurance", "civil"):
        new = {"source": source, "basis": "Contract", "authority": "XA", "filed_on": "2026-04-01"}
        dan.post(f"{page}compensation/new/", {**new, f"asked_{ransom.pk}": "1000"})
    with opened(people.dan.actor):
        insurer, offender = CompensationPart.objects.order_by("pk")
    for number, part in ((1, insurer), (2, offender)):
        granted = {"verdict": "granted", "on": "2026-05-01", "authority": "XA"}
        assert dan.post(f"{page}compensation/{number}/decide/", granted).status_code == 302
        if number == 1:
            sent = {"on": TODAY, f"amount_{part.pk}": "1000"}
            assert dan.post(f"{page}compensation/1/pay/", sent).status_code == 302
            assert dan.post(f"{page}compensation/1/close/", {"outcome": "paid"}).status_code == 302
    sent = {"on": TODAY, f"amount_{offender.pk}": "1000"}
    answer = dan.post(f"{page}compensation/2/pay/", sent)
    assert "compensated by more than itself" in check_page(answer, status=409)
    withdrawn = dan.post(f"{page}losses/1/withdraw/", {"why": "No."})
    assert "compensation claim rests on this loss" in check_page(withdrawn, status=409)
    back = {"part": insurer.pk, "on": TODAY, "amount": "1000.01"}
    answer = dan.post(f"{page}compensation/1/back/", back)
    assert "At most" in check_page(answer, status=400)
    dan.post(f"{page}compensation/1/back/", {**back, "amount": "1000"})
    assert dan.post(f"{page}compensation/2/pay/", sent).status_code == 302
    with opened(people.dan.actor):
        assert sums_of(people.dan, family.victim).totals == [Total("XAD", 100_000, 100_000, 0, 0)]


def test_the_database_refuses_what_does_not_add_up(people: People) -> None:
    family = a_family(people)
    dan = signed_in(people.dan)
    page = family.page(family.victim)
    dan.post(f"{page}losses/new/", RANSOM)
    with opened(people.dan.actor):
        loss = Loss.objects.get()
    new = {"source": "fund", "basis": "Law", "authority": "Fund", "filed_on": "2026-04-01"}
    dan.post(f"{page}compensation/new/", {**new, f"asked_{loss.pk}": "700"})
    with opened(people.dan.actor):
        claim = CompensationClaim.objects.get()
        part = CompensationPart.objects.get()
    place = {"case_id": family.case.pk, "compartment": "victims", "file": family.victim}
    new_claim = {"source": "fund", "currency": "XAD", "recorded_by": people.dan, "number": 9}

    def paid(amount: int) -> None:
        with opened(people.dan.actor):
            payment = CompensationPayment.objects.create(
                **place, claim=claim, on=date(2026, 5, 1), recorded_by=people.dan
            )
            CompensationPaid.objects.create(**place, payment=payment, part=part, amount=amount)

    def asked(amount: int, **columns: str) -> None:
        with opened(people.dan.actor):
            other = CompensationClaim.objects.create(**place, **{**new_claim, **columns})
            CompensationPart.objects.create(**place, claim=other, loss=loss, asked=amount)

    with pytest.raises(IntegrityError, match="more than was granted"):
        paid(1)
    with pytest.raises(IntegrityError, match="more is asked"):
        asked(30_001)
    with pytest.raises(IntegrityError, match="currency"):
        asked(1, currency="EUR", source="civil")
    with pytest.raises(Exception, match="never changed"), opened(people.dan.actor):
        Loss.objects.update(amount=1)
    with pytest.raises(Exception, match="own name"), opened(people.dan.actor):
        Loss.objects.update(verified_by=people.carol)
    dan.post(f"{page}compensation/1/close/", {"outcome": "withdrawn"})
    with pytest.raises(IntegrityError, match="closed"):
        paid(1)
    for stranger in (people.bob, people.olga):
        client = signed_in(stranger)
        for below in ("losses/", "losses/1/", "compensation/1/", "losses/statement.pdf"):
            assert client.get(f"{page}{below}").status_code == 404
        with opened(stranger.actor), connection.cursor() as cursor:
            cursor.execute("select count(*) from victims_loss")
            assert cursor.fetchone() == (0,)
