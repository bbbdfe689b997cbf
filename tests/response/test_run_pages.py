"""The pages of a plan: one tap without a script, both versions, nothing for others."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string

from homeward.casework.cases.actions import add_item
from homeward.casework.cases.models import Case
from homeward.casework.cases.vocabulary.case import ItemKind
from homeward.casework.response.models import PlaybookRun, RunStep
from homeward.casework.response.sections import sections_for
from homeward.foundation.access.actions import add_user, grant_membership
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.knowledge.manual.models import PlaybookVersion
from homeward.knowledge.manual.shelf import shipped
from homeward.knowledge.manual.writing import to_data
from tests.browser_client import signed_in
from tests.page_checks import check_page, faults_of
from tests.people import People, a_case


@pytest.fixture
def case(people: People) -> Case:
    """Alice's case, with Dan in the crisis compartment."""
    made = a_case(people)
    with opened(people.alice.actor):
        grant_membership(made.pk, people.dan, "crisis", actor=people.alice.actor)
    return made


def address(case: Case, rest: str = "") -> str:
    return f"/cases/{case.reference}/response/plan/{rest}"


def start(people: People, case: Case, code: str = "release") -> PlaybookRun:
    client = signed_in(people.alice)
    assert client.post(address(case, f"start/{code}/"), {}).status_code == 302
    with opened(people.alice.actor):
        return PlaybookRun.objects.get(code=code, ended_at=None)


def row(people: People, run: PlaybookRun, step: str) -> RunStep:
    with opened(people.alice.actor):
        return RunStep.objects.get(run=run, step=step)


def tap(people: People, case: Case, one: RunStep, status: str, who: Any = None) -> HttpResponse:
    sent = {"status": status, "revision": str(one.revision)}
    return signed_in(who or people.alice).post(address(case, f"steps/{one.pk}/tap/"), sent)


def test_from_the_list_to_the_last_tap(people: People, case: Case) -> None:
    client = signed_in(people.alice)
    assert "No playbook runs on this case" in check_page(client.get(address(case)))
    page = check_page(client.get(address(case, "start/release/")))
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    sent = {"form_token": token[1]}
    first = client.post(address(case, "start/release/"), sent)
    again = client.post(address(case, "start/release/"), sent)
    assert first["Location"] == again["Location"], "a form that is sent twice starts one plan"
    with opened(people.alice.actor):
        run = PlaybookRun.objects.get()
    page = check_page(client.get(address(case, f"{run.pk}/")))
    total = len(shipped()["release"].steps)
    assert f"0 of {total}, next: Is the victim safe, and alone?" in page
    assert tap(people, case, row(people, run, "safe"), "done").status_code == 302
    page = check_page(signed_in(people.dan).get(address(case, f"{run.pk}/")))
    assert f"1 of {total}" in page
    assert "Evidence is missing" in page
    french = signed_in(people.dan, language="fr").get(address(case, f"{run.pk}/"))
    assert "La victime est-elle en sûreté, et seule" in check_page(french, "fr")


def test_whoever_is_overtaken_sees_both_versions(people: People, case: Case) -> None:
    run = start(people, case)
    old = row(people, run, "clothes")
    assert tap(people, case, old, "in_progress", people.dan).status_code == 302
    page = check_page(tap(people, case, old, "done"), status=409)
    assert "Someone changed this meanwhile" in page
    assert re.search(r'<option value="done" selected', page), "what was tapped is kept"
    stored = page.split('id="overtaken-title"')[1]
    assert "In progress" in stored
    assert "<bdi>Dan</bdi>" in stored
    assert row(people, run, "clothes").status == "in_progress"
    sent = {"status": "not_applicable", "reason": "None.", "revision": "1"}
    path = address(case, f"steps/{old.pk}/")
    check_page(signed_in(people.alice).post(path, sent), status=409)
    assert signed_in(people.alice).post(path, sent | {"revision": "2"}).status_code == 302
    page = check_page(signed_in(people.dan).get(path))
    assert page.index("None.") < page.index("In progress</")


def test_wrong_entries_come_back_at_their_field(people: People, case: Case) -> None:
    run = start(people, case)
    client, one = signed_in(people.alice), row(people, run, "clothes")
    path, sent = address(case, f"steps/{one.pk}/"), {"status": "not_applicable", "revision": "1"}
    assert "Say why" in check_page(client.post(path, sent), status=400)
    with opened(people.bob.actor):
        foreign = add_item(
            case, ItemKind.NOTE, "A bank's", actor=people.bob.actor, compartment="finance"
        )
    with opened(people.alice.actor):
        own = add_item(case, ItemKind.NOTE, "A list", actor=people.alice.actor)
    done = {"status": "done", "revision": "1", "item_id": "999999"}
    assert "There is no item" in check_page(client.post(path, done), status=400)
    # Bob is in finance only: he is not offered, and not taken.
    assert client.post(path, done | {"item_id": "", "owner": str(people.bob.pk)}).status_code == 400
    hidden = signed_in(people.dan).post(path, done | {"item_id": str(foreign.pk)})
    assert "There is no item" in check_page(hidden, status=400)
    assert row(people, run, "clothes").revision == 1
    assert client.post(path, done | {"item_id": str(own.pk)}).status_code == 302
    new = {"title": "Call the harbour", "do": "Now.", "role": "tactical"}
    page = client.post(address(case, f"{run.pk}/steps/new/"), new | {"due_at": "2020-01-01T10:00"})
    assert "This time is over" in check_page(page, status=400)
    assert client.post(address(case, f"{run.pk}/steps/new/"), new).status_code == 302
    assert "Call the harbour" in check_page(client.get(address(case, f"{run.pk}/")))


def test_facts_propose_playbooks_and_rest_steps(people: People, case: Case) -> None:
    run = start(people, case)
    client = signed_in(people.alice)
    check_page(client.get(address(case, "facts/")))
    facts = {"typology": "extortion", "child": "yes", "held": "yes", "foreign": "no"}
    assert client.post(address(case, "facts/"), facts | {"revision": "0"}).status_code == 302
    page = check_page(client.get(address(case)))
    assert "because: a victim is a child and somebody is held" in page
    assert row(people, run, "home-state").status == "not_applicable"
    page = check_page(client.get(address(case, f"{run.pk}/")))
    assert "because: no victim is a foreign national" in page
    late = check_page(client.post(address(case, "facts/"), facts | {"revision": "0"}), status=409)
    assert "What is kept now" in late


def test_upgrading_on_the_page(people: People, case: Case) -> None:
    run = start(people, case)
    tap(people, case, row(people, run, "safe"), "done")
    data = to_data(shipped()["release"])
    data["structure"]["phases"][0]["steps"][0]["due"] = 3
    del data["structure"]["phases"][0]["steps"][-1]
    for words in data["words"].values():
        del words["steps"]["media-shield"]
    with opened(people.carol.actor):
        PlaybookVersion.objects.create(
            code="release",
            number=1,
            base_version=1,
            content=data,
            roles=["everybody"],
            drafted_by=people.carol.pk,
            writers=[people.carol.pk],
            drafted_at="2026-01-01T00:00Z",
            changed_by=people.carol.pk,
        )
    with opened(service("setup")) as actor:
        sara = add_user(
            "sara", actor=actor, full_name="Sara", authority="XA-POLICE", roles=["supervisor"]
        )
    with opened(sara.actor):
        PlaybookVersion.objects.update(status="approved", decided_by=sara.pk)
    client = signed_in(people.alice)
    assert "has a new version" in check_page(client.get(address(case, f"{run.pk}/")))
    path = address(case, f"{run.pk}/upgrade/")
    page = check_page(client.get(path))
    assert "Changed: what was done stays as it was" in page
    assert "Gone: nobody had begun it" in page
    cells = re.findall(r'<td data-label="([^"]+)">\s*<div>(.*?)</div>\s*</td>', page, re.DOTALL)
    assert cells
    assert [label for label, text in cells if not text.strip()] == [], "a label without a word"
    target = re.search(r'name="target" value="([^"]+)"', page)[1]  # type: ignore[index]
    # He read of another version than the one that is in force by now.
    again = check_page(client.post(path, {"revision": "1", "target": f"{target}9"}), status=409)
    assert "Another version came into force" in again
    assert f'value="{target}"' in again
    assert client.post(path, {"revision": "1", "target": target}).status_code == 302
    assert row(people, run, "safe").status == "done"
    page = check_page(client.get(address(case, f"{run.pk}/")))
    assert "Changed in this version" in page
    one = row(people, run, "safe")
    assert client.post(address(case, f"steps/{one.pk}/read/")).status_code == 302
    assert row(people, run, "safe").flag == ""
    ended = client.post(address(case, f"{run.pk}/end/"), {"revision": "2", "reason": "Home."})
    assert ended.status_code == 302
    assert "Home." in check_page(client.get(address(case, f"{run.pk}/")))
    assert "Ended plans" in check_page(client.get(address(case)))


def test_others_find_nothing(people: People, case: Case) -> None:
    run = start(people, case)
    one = row(people, run, "safe")
    pages = ["", "facts/", "start/death/", f"{run.pk}/", f"{run.pk}/steps/new/"]
    pages += [f"{run.pk}/upgrade/", f"{run.pk}/end/", f"steps/{one.pk}/"]
    for person in (people.bob, people.carol, people.olga, people.adam):
        client = signed_in(person)
        for page in pages:
            assert client.get(address(case, page)).status_code == 404, (person, page)
        for page in ("tap/", "read/"):
            path = address(case, f"steps/{one.pk}/{page}")
            assert client.post(path, {"status": "done", "revision": "1"}).status_code == 404
    # A plan of another case is not found through this one.
    other = a_case(people)
    client = signed_in(people.alice)
    assert client.get(address(other, f"{run.pk}/")).status_code == 404
    assert client.get(address(other, f"steps/{one.pk}/")).status_code == 404


def test_the_crisis_page_shows_the_plan_to_its_members(people: People, case: Case) -> None:
    start(people, case)
    with opened(people.dan.actor):
        (part,) = [one for one in sections_for(people.dan, case) if "plan-part" in one]
        assert "Release and debrief" in part
    page = f"<html lang='en' dir='ltr'><body><h1>x</h1>{part}</body></html>"
    assert faults_of(page) == []
    with opened(people.bob.actor):
        assert not any("plan-part" in one for one in sections_for(people.bob, case))
    assert render_to_string("response/run_wall.html", {"runs": []}).strip() == ""
