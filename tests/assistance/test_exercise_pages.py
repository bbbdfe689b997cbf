"""A session from its plan to the debrief, through the pages; and where it is refused.

Carol leads, Alice leads the team, Bob follows the money, Dan does not take part.
"""

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.test import Client

from homeward.foundation.guard.context import opened
from homeward.foundation.journal.models import Entry
from homeward.oversight.assistance.actions import exercises as actions
from homeward.oversight.assistance.exercise import reading
from homeward.oversight.assistance.exercise.reading import FOLDER, shipped
from homeward.oversight.assistance.models import ExerciseEntry, ExerciseSession
from homeward.oversight.assistance.queries import exercises as queries
from tests.browser_client import signed_in
from tests.page_checks import check_page
from tests.people import People

PLAN = "/exercises/scenarios/express/plan/"
WORDS = shipped()["express"][1]


@pytest.fixture
def exercise_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """This node is one for exercises."""
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")


def planned(leader: Client, people: People, title: str = "Team A", *, bob: bool = True) -> str:
    """The address of a session with Alice as lead, and Bob for the money."""
    answer = leader.post(PLAN, {"title": title})
    assert answer.status_code == 302
    session = str(answer["Location"])
    give(leader, session, people.alice.pk, "lead", "log", "liaison", "media")
    if bob:
        give(leader, session, people.bob.pk, "finance")
    return session


def give(leader: Client, session: str, person: int, *seats: str) -> None:
    answer = leader.post(f"{session}seats/", {"person": str(person), "seats": list(seats)})
    assert answer.status_code == 302


def at(leader: Client, session: str, minute: int) -> None:
    """The clock is set forward."""
    assert leader.post(f"{session}forward/", {"minute": str(minute)}).status_code == 302


def said(name: str, *way: str, language: str = "en") -> str:
    found = WORDS[language]
    for one in (*way, name):
        found = found[one]
    return str(found)


def test_from_plan_to_debrief(people: People, exercise_node: None) -> None:
    carol, alice, bob, dan = (
        signed_in(one) for one in (people.carol, people.alice, people.bob, people.dan)
    )
    assert alice.post(PLAN, {"title": "Mine"}).status_code == 403
    assert "What comes" in check_page(carol.get("/exercises/scenarios/express/"))
    assert "What comes" not in check_page(alice.get("/exercises/scenarios/express/"))
    session = str(carol.post(PLAN, {"title": "Team A"})["Location"])
    assert carol.post(f"{session}controls/start/").status_code == 409, "nobody plays"
    give(carol, session, people.alice.pk, "lead", "log", "liaison", "media")
    give(carol, session, people.bob.pk, "finance")
    assert str(people.alice.pk) not in re.findall(
        r'<option value="(\d+)"', check_page(carol.get(f"{session}seats/"))
    ), "once a person"
    assert dan.get(session).status_code == 404
    assert "Nothing has arrived yet" in check_page(alice.get(session))
    assert alice.post(f"{session}steps/log/").status_code == 409, "it has not begun"
    assert alice.post(f"{session}controls/start/").status_code == 403
    assert carol.post(f"{session}controls/start/").status_code == 302
    page = check_page(alice.get(session))
    assert said("call", "injects") in unescape(page)
    assert said("medicine", "injects") not in unescape(page)
    assert "What comes" not in page
    assert said("medicine", "injects") in unescape(check_page(carol.get(session)))

    # Steps, by whoever they are for.
    assert alice.post(f"{session}steps/log/").status_code == 302
    assert bob.post(f"{session}steps/medicine/").status_code == 403
    assert carol.post(f"{session}steps/medicine/").status_code == 403
    at(carol, session, 14)
    assert alice.post(f"{session}steps/medicine/").status_code == 302
    assert alice.post(f"{session}decisions/preserve/", {}).status_code == 404, "not asked yet"

    # A question with its reason; only of the role that it is for.
    assert carol.post(f"{session}controls/next/").status_code == 302
    assert said("ask", "decisions", "preserve") in unescape(check_page(bob.get(session)))
    answer = {"choice": "now", "reason": "The bank overwrites at night."}
    refused = alice.post(f"{session}decisions/preserve/", answer)
    assert refused.status_code in (400, 403)
    assert "another role" in refused.content.decode()
    assert bob.post(f"{session}decisions/preserve/", {**answer, "reason": ""}).status_code == 400
    assert bob.post(f"{session}decisions/preserve/", answer).status_code == 302
    again = check_page(bob.post(f"{session}decisions/preserve/", answer), status=400)
    assert "decided already" in again

    # The clock stands: nothing is done meanwhile.
    assert carol.post(f"{session}controls/pause/").status_code == 302
    assert alice.post(f"{session}steps/liaison/").status_code == 409
    assert carol.post(f"{session}speed/", {"speed": "61"}).status_code == 400
    assert carol.post(f"{session}speed/", {"speed": "2"}).status_code == 302
    tell = {"source": "media", "text": "Is it true?"}
    assert carol.post(f"{session}tell/", tell).status_code == 302
    assert carol.post(f"{session}controls/resume/").status_code == 302
    assert "Is it true?" in check_page(alice.get(session))
    assert "forward only" in check_page(
        carol.post(f"{session}forward/", {"minute": "3"}), status=400
    )
    at(carol, session, 102)
    page = unescape(check_page(alice.get(session)))
    for came, is_there in (("kept_trace", True), ("abroad", True), ("lost_trace", False)):
        assert (said(came, "injects") in page) is is_there
    assert alice.post(f"{session}steps/review/").status_code == 302, "late, but done"
    press = {"choice": "one_voice", "reason": "She may hear it."}
    assert alice.post(f"{session}decisions/press/", press).status_code == 302
    assert alice.get(f"{session}debrief/").status_code == 409

    # It ends by itself, and the debrief says what was missed.
    at(carol, session, 200)
    assert alice.post(f"{session}steps/liaison/").status_code == 409
    page = unescape(check_page(alice.get(f"{session}debrief/")))
    missed = page[page.index("What was missed") : page.index("Steps, decisions")]
    assert said("liaison", "steps") in missed
    assert said("log", "steps") not in missed
    for words in ("The bank overwrites at night.", "late", "ended at 2:50", "Clock set forward"):
        assert words in page
    for words in (said("why", "decisions", "press"), said("free", "injects"), "Is it true?"):
        assert words in page
    assert "Compared with" not in page
    french = signed_in(people.alice, language="fr")
    page = unescape(check_page(french.get(f"{session}debrief/"), "fr"))
    assert said("liaison", "steps", language="fr") in page
    for path in ("/exercises/", session, "/exercises/scenarios/ransom/"):
        check_page(french.get(path), "fr")

    # The same scenario again, ended by hand, beside the first.
    second = planned(carol, people, "Team B", bob=False)
    assert carol.post(f"{second}controls/start/").status_code == 302
    at(carol, second, 30)
    assert alice.post(f"{second}decisions/preserve/", answer).status_code == 302, (
        "lead's by default"
    )
    assert carol.post(f"{second}end/", {"reason": "Out of time."}).status_code == 302
    page = unescape(check_page(carol.get(f"{second}debrief/")))
    compared = page[page.index("Compared with") : page.index("Timeline")]
    assert "Team A" in compared
    assert "Out of time." in page
    with opened(people.olga.actor):
        verbs = set(Entry.objects.values_list("verb", flat=True))
    wanted = {"planned", "seated", "led", "told", "went_on", "decided", "step"}
    assert {f"assistance.exercise_{one}" for one in wanted} <= verbs


def test_messages_come_at_the_scenarios_minute_whenever_somebody_reads(
    people: People, exercise_node: None
) -> None:
    carol = signed_in(people.carol)
    session = planned(carol, people)
    carol.post(f"{session}controls/start/")
    at(carol, session, 90)
    signed_in(people.alice).get(session)
    with opened(people.carol.actor):
        came = ExerciseEntry.objects.filter(kind="inject").order_by("number")
        # Nobody asked in time: neither branch came, and none comes twice.
        assert [one.minute for one in came] == [0, 10, 25]


def test_the_page_goes_on_by_itself_until_it_is_told_to_stand(
    people: People, exercise_node: None
) -> None:
    """By a script, else by the browser; nothing is written on it, and what is written stays."""
    carol, alice, dan = (signed_in(one) for one in (people.carol, people.alice, people.dan))
    session = planned(carol, people)
    carol.post(f"{session}controls/start/")
    page = check_page(alice.get(session))
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page
    for kind in ("<textarea", "<select", 'type="text"'):
        assert kind not in page[page.index('id="session-now"') :], "nothing is written here"
    again = unescape(re.findall(r'hx-get="([^"]+)"', page)[0])
    same = alice.get(again)
    assert same["HX-Reswap"] == "none"
    assert "new message" not in check_page(same)
    at(carol, session, 26)
    other = alice.get(again)
    assert "HX-Reswap" not in other
    assert "2 new messages" in check_page(other)
    for wrong in ("?seen=", "?seen=x", "?seen=-1", "?seen=99999999999", "?seen=²"):
        assert "new message" not in check_page(alice.get(f"{session}{wrong}"))

    assert dan.post(f"{session}reading/").status_code == 404
    assert alice.get(f"{session}reading/").status_code == 405
    assert alice.post(f"{session}reading/").status_code == 302
    standing = check_page(alice.get(session))
    assert "hx-get" not in standing
    assert 'http-equiv="refresh"' not in standing
    assert "hx-get" in check_page(carol.get(session)), "each for himself"
    alice.post(f"{session}reading/")
    assert "hx-get" in check_page(alice.get(session))

    # Bob writes while the leader stops: the page with his words is left alone, and keeps them.
    bob = signed_in(people.bob)
    form = check_page(bob.get(f"{session}decisions/preserve/"))
    assert "hx-get" not in form
    assert 'http-equiv="refresh"' not in form
    carol.post(f"{session}controls/pause/")
    written = {"choice": "now", "reason": "The bank overwrites at night."}
    kept = bob.post(f"{session}decisions/preserve/", written)
    assert written["reason"] in check_page(kept, status=400)
    carol.post(f"{session}controls/resume/")
    carol.post(f"{session}end/", {"reason": "Enough."})
    over = check_page(alice.get(again))
    assert "data-room" in over, "the script shows that it is over"
    assert "hx-get" not in over
    assert f"{session}debrief/" in over


def test_walls_of_the_record(people: People, exercise_node: None) -> None:
    carol = signed_in(people.carol)
    session = planned(carol, people)
    carol.post(f"{session}controls/start/")
    with opened(people.carol.actor):
        one = ExerciseSession.objects.get()
    entry = {"session": one, "number": 50, "minute": 1, "at": one.planned_at, "name": "log"}

    def refused(person: object, **fields: object) -> None:
        with opened(person.actor), pytest.raises(ProgrammingError), transaction.atomic():  # type: ignore[attr-defined]
            ExerciseEntry.objects.create(**{**entry, "by": person.pk, **fields})  # type: ignore[attr-defined]

    refused(people.dan, kind="step")
    refused(people.carol, kind="step")
    refused(people.alice, kind="control")
    refused(people.alice, kind="step", by=people.bob.pk)
    with opened(people.dan.actor):
        assert not ExerciseEntry.objects.exists()
    with opened(people.carol.actor):
        kept = ExerciseEntry.objects.first()
        assert kept is not None
        kept.minute = 99
        with pytest.raises(ProgrammingError), transaction.atomic():
            kept.save()


@pytest.mark.parametrize("environment", ["real", "demo"])
def test_no_exercise_runs_on_another_node(
    people: People, monkeypatch: pytest.MonkeyPatch, environment: str
) -> None:
    carol = signed_in(people.carol)
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", "exercise")
    session = planned(carol, people)
    monkeypatch.setattr(settings, "HOMEWARD_ENVIRONMENT", environment)
    for path in ("/exercises/", "/exercises/scenarios/sea/"):
        page = check_page(carol.get(path))
        assert "No exercise runs on this node" in page
        assert PLAN.replace("express", "sea") not in page
    for refused in (
        carol.get(PLAN),
        carol.post(PLAN, {"title": "Team"}),
        carol.post(f"{session}controls/start/"),  # also one that came with a copied database
    ):
        assert f"environment is “{environment}”" in check_page(refused, status=409)
    with opened(people.carol.actor):
        assert ExerciseSession.objects.get().started_at is None


def test_a_scenario_that_may_not_start_is_named_and_keeps_no_other_from_use(
    people: People, exercise_node: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "scenarios"
    shutil.copytree(FOLDER, folder)
    structure = folder / "express/structure.toml"
    told = structure.read_text("utf-8").replace('changes = ["victim"]', "")
    structure.write_text(told, "utf-8")
    shelf = reading.shelf.__wrapped__(folder)
    monkeypatch.setattr(queries, "shelf", lambda: shelf)
    monkeypatch.setattr(actions, "FOLDER", folder)
    carol = signed_in(people.carol)
    for answer, status in (
        (carol.get("/exercises/"), 200),
        (carol.get(PLAN.removesuffix("plan/")), 409),
        (carol.post(PLAN, {"title": "Team"}), 409),
    ):
        page = unescape(check_page(answer, status=status))
        assert "express/structure.toml: contradicts (call, free)" in page
    with opened(people.carol.actor):
        assert not ExerciseSession.objects.exists()
    other = carol.post(PLAN.replace("express", "sea"), {"title": "Team"})
    check_page(carol.get(str(other["Location"])))
    with opened(people.carol.actor):
        assert ExerciseSession.objects.get().scenario == "sea"
