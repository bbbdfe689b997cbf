"""A State's own entries in the lists of the case, and what the tests do with them."""

import re
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from homeward.casework.cases.models import Case
from tests.browser_client import signed_in
from tests.cases.test_pages import address
from tests.cases.test_versions import hidden_of
from tests.page_checks import check_page
from tests.people import People

CONVOY = {"code": "convoy", "label_en": "Of a convoy", "label_fr": "D’un convoi"}
DEBT = {"code": "debt", "label_en": "Over a debt", "label_fr": "", "counts_as": "extortion"}
STAGED = {"code": "staged", "label_en": "Staged on video", "label_fr": "", "counts_as": "virtual"}
ART = {"code": "art", "label_en": "For a work of art", "label_fr": "", "counts_as": "gain"}


def added(client: Client, which: str, entry: dict[str, str]) -> HttpResponse:
    sent = {"counts_as": "", "form_token": str(uuid4())} | entry
    return client.post(f"/case-lists/{which}/new/", sent)


def add_all(people: People) -> Client:
    """The administrator's browser, after he added an entry to each list."""
    client = signed_in(people.adam)
    entries = (("typology", DEBT), ("modality", CONVOY), ("modality", STAGED), ("purpose", ART))
    for which, entry in entries:
        assert added(client, which, entry).status_code == 302
    return client


def changed(client: Client, entry: str, **fields: str) -> HttpResponse:
    """Send the form of an entry, such as `modality/xa-convoy`, as it stands but for `fields`."""
    path = f"/case-lists/{entry}/"
    page = check_page(client.get(path))
    kept = dict(re.findall(r'name="(label_\w+)" value="([^"]*)"', page))
    chosen = re.search(r'<option value="(\w*)" selected', page)
    sent = {"counts_as": chosen[1] if chosen else "", "is_active": "on", **kept, **hidden_of(page)}
    return client.post(path, {name: text for name, text in (sent | fields).items() if text != "-"})


def classify(client: Client, case: Case, **fields: Any) -> HttpResponse:
    revision = hidden_of(check_page(client.get(address(case, "class/"))))["revision"]
    sent = {"iccs_code": "020221", "typology": "extortion", "reason": "It is so."}
    return client.post(address(case, "class/"), sent | {"revision": revision} | fields)
