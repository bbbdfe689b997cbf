"""Jobs: queued with their cause, run as who deferred them, and never as somebody else."""

import json
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from homeward.casework.cases.models import Case
from homeward.foundation.guard import jobs
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import current_actor, opened
from homeward.foundation.guard.errors import BadToken
from homeward.foundation.guard.tokens import sign
from homeward.node.sweeps import requeue_stalled
from tests.people import People, a_case

seen: list[tuple[Actor | None, int]] = []


@jobs.job("tests.look")
def look(*, actor: Actor, number: int) -> None:
    """Note who acts and how many cases he sees."""
    seen.append((current_actor(), Case.objects.count()))


def _queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'tests.look'")
        return int(cursor.fetchone()[0])


def _arguments() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'tests.look'")
        found = cursor.fetchone()[0]
    return dict(found if isinstance(found, dict) else json.loads(found))


def test_a_job_is_gone_with_its_transaction(people: People) -> None:
    with suppress(ZeroDivisionError), opened(people.alice.actor):
        look.defer(actor=people.alice.actor, number=1)
        raise ZeroDivisionError
    assert _queued() == 0


def test_a_job_runs_as_who_deferred_it(people: People) -> None:
    a_case(people)
    seen.clear()
    for person in (people.alice, people.dan):
        with opened(person.actor):
            look.defer(actor=person.actor, number=7)
        arguments = _arguments()
        look._run(**arguments)  # type: ignore[arg-type]
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs")
    assert seen == [(people.alice.actor, 1), (people.dan.actor, 0)]


def test_a_row_written_by_hand_runs_as_nobody(people: People) -> None:
    a_case(people)
    seen.clear()
    genuine = sign(people.alice.actor, settings.GUARD_KEY, lifetime=None, bound_to=b"another job")
    for token in (genuine, "v1|service||exchange|0|00||00", ""):
        with pytest.raises(BadToken):
            look._run(token=token, number=7)
    with opened(people.alice.actor):
        look.defer(actor=people.alice.actor, number=7)
    with pytest.raises(BadToken):
        look._run(token=str(_arguments()["token"]), number=8)
    assert seen == []


def test_the_worker_knows_every_job() -> None:
    """A job whose module nobody loads would fail in the worker only."""
    known = set(app.tasks)
    for name in ("exchange.deliver", "proceeds.trace", "proceeds.round", "proceeds.stop"):
        assert name in known


def test_a_killed_workers_jobs_come_back(people: People) -> None:
    with opened(people.alice.actor):
        look.defer(actor=people.alice.actor, number=1)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing'")
    assert requeue_stalled(60) == 1
    assert _status() == "todo"


def test_a_job_that_kills_its_workers_is_not_given_to_the_next_for_ever(people: People) -> None:
    with opened(people.alice.actor):
        look.defer(actor=people.alice.actor, number=1)
    for _ in range(5):
        assert _status() == "todo"
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'doing'")
        requeue_stalled(60)
    assert _status() == "failed"


def test_of_jobs_that_may_wait_once_only_one_comes_back(people: People) -> None:
    """Two of one queueing lock cannot both wait; trying to would keep all others from coming."""
    for number in (1, 2, 3):
        with opened(people.alice.actor):
            lock = "the same" if number < 3 else None
            look.defer(actor=people.alice.actor, number=number, queueing_lock=lock)
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'doing'")
    assert requeue_stalled(60) == 2
    with connection.cursor() as cursor:
        cursor.execute("select args->>'number', status from procrastinate_jobs order by id")
        assert cursor.fetchall() == [("1", "todo"), ("2", "doing"), ("3", "todo")]
    assert requeue_stalled(60) == 0


def _status() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select status from procrastinate_jobs")
        return str(cursor.fetchone()[0])
