"""Times are typed, read and shown in the node's time zone, and the pages say which it is."""

from datetime import timedelta

import pytest
from django.forms import ValidationError
from django.test import override_settings
from django.utils import timezone

from homeward.casework.cases.actions.proceedings import check_past
from homeward.casework.cases.errors.casefile import NotHappenedYet
from homeward.casework.cases.forms.items import ItemForm
from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.models import Case
from homeward.foundation.guard.context import opened
from tests.browser_client import signed_in
from tests.cases.test_pages import NEW
from tests.page_checks import check_page
from tests.people import People


@override_settings(TIME_ZONE="Africa/Addis_Ababa")
def test_the_forms_name_the_zone_that_is_used(people: People) -> None:
    assert timezone.get_current_timezone_name() == "Africa/Addis_Ababa"
    alice = signed_in(people.alice)
    page = check_page(alice.get("/cases/new/"))
    assert "Time the victim was taken (Africa/Addis_Ababa)" in page
    assert "(UTC)" not in page
    future = check_page(
        alice.post("/cases/new/", NEW | {"taken_at": "2100-01-01T00:00"}), status=400
    )
    assert "It is read in this time zone: Africa/Addis_Ababa." in future
    made = alice.post("/cases/new/", NEW)
    assert made.status_code == 302
    with opened(people.alice.actor):
        case = Case.objects.get()
    assert case.taken_at is not None
    assert case.taken_at.isoformat() == "2026-11-20T03:30:00+00:00"
    ransom = f"/cases/{case.reference}/ransom/"
    assert "Time it was paid (Africa/Addis_Ababa)" in check_page(alice.get(ransom))
    early = {"currency": "XAD", "paid": "10", "paid_at": "2026-11-19T06:30", "revision": 0}
    refused = check_page(alice.post(ransom, early), status=400)
    assert "they are written in this time zone: Africa/Addis_Ababa." in refused
    assert "19 Nov 2026, 06:30 UTC+3" in refused.replace("\u00a0", " ")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_day_is_one_of_the_node_and_not_of_utc(zone: str) -> None:
    """At every hour it is another day than in UTC in at least one of the two zones."""
    with timezone.override(zone):
        today = timezone.localdate()
        tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
        assert PastDay().clean(str(today)) == today
        with pytest.raises(ValidationError):
            PastDay().clean(str(tomorrow))
        check_past(today)
        with pytest.raises(NotHappenedYet):
            check_past(tomorrow)
        for day, wrong in ((today, False), (yesterday, True)):
            form = ItemForm({"retention_until": str(day)}, held=frozenset(), candidates=[])
            assert ("retention_until" in form.errors) == wrong
