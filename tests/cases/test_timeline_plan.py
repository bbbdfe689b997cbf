"""A page of a long timeline is found through the index of its order, under the walls."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries.timeline import timeline_page
from homeward.foundation.access.models import User
from homeward.foundation.guard.context import opened, remembering
from tests.cluster import SuiteCluster, TestNode
from tests.people import People, a_case

ENTRIES = 60_000  # of the case, and as many of others


@pytest.fixture
def long(people: People, node: TestNode, suite: SuiteCluster) -> Iterator[Case]:
    """Alice's case with a long timeline, among as many entries of other cases."""
    case = a_case(people)
    url = suite.cluster.superuser_url(node.home.config.database)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute(
            "insert into cases_event (case_id, compartment, at, kind, params, actor, url)"
            " select case when n %% 2 = 0 then %s else 1000 + n %% 500 end,"
            " (array['investigation', 'crisis', 'finance', 'victims'])[1 + n / 2 %% 4],"
            " timestamptz '2026-01-01' + n * interval '1 second', 'case.group_added', '{}', 'x', ''"
            " from generate_series(1, %s) n",
            [case.pk, 2 * ENTRIES],
        )
        owner.execute("analyze cases_event")
        yield case


def _read_by(viewer: User, query: str, *values: object) -> str:
    """The plan of a query as the viewer, with what it really read."""
    with opened(viewer.actor), connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, costs off, timing off, buffers off) {query}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_page_reads_no_more_than_its_rows(long: Case, people: People, who: str) -> None:
    plan = _read_by(
        getattr(people, who),
        "select at, id from cases_event where case_id = %s and compartment = 'finance'"
        " and at <= now() and (at < now() or id < 9) order by at desc, id desc limit 51",
        long.pk,
    )
    assert "cases_event_by_time" in plan, plan
    assert "Sort" not in plan, plan
    assert "Rows Removed by Filter" not in plan, plan


def test_every_page_asks_the_same_few_questions(long: Case, people: People) -> None:
    counts = []
    with opened(people.alice.actor), remembering():  # as a page is read
        middle = timeline_page(people.alice, long, size=5)
        for _ in range(3):
            with CaptureQueriesContext(connection) as asked:
                middle = timeline_page(people.alice, long, place=middle.earlier, size=5)
            counts.append(len(asked))
            assert len(middle.lines) == 5
    assert max(counts) <= 3
