"""Forms of a case file whose text outlives a closed browser: each says which draft is its own."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser_client import signed_in
from tests.cases.evidence_scene import take
from tests.cases.test_pages import address
from tests.page_checks import check_page
from tests.people import People, a_case

FORMS = {
    "evidence/new/": "cases:take_in",
    "evidence/packages/new/": "cases:make_export",
    "ransom/": "cases:ransom",
    "proceedings/new/": "cases:add_charge",
}


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault of the test's own."""
    monkeypatch.setattr(settings, "HOMEWARD_VAULT_FOLDER", tmp_path / "vault")
    monkeypatch.setattr(settings, "HOMEWARD_DISK_KEPT", 0)


def test_what_is_typed_about_evidence_is_kept_until_it_is_taken_in(people: People) -> None:
    case, client = a_case(people), signed_in(people.alice)
    where = address(case, "evidence/new/")
    key = {"draft_form": "cases:take_in", "draft_subject": where}
    client.post("/drafts/", key | {"title": "Image of a disk", "purpose": "Proof of life"})
    refused = take(client, case, holder="", **key)
    assert refused.status_code == 400
    assert client.get("/drafts/", key).json()["fields"]["title"] == ["Image of a disk"]
    assert take(client, case, **key).status_code == 302
    assert "fields" not in client.get("/drafts/", key).json()
    for part, name in FORMS.items():
        page = check_page(client.get(address(case, part)))
        found = re.findall(r'data-draft="([^"]+)" data-draft-subject="([^"]+)"', page)
        assert found == [(name, address(case, part))]
