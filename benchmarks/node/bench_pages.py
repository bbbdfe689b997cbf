"""Pages of a large node: 100,000 cases and 5,000,000 timeline entries.

    .venv/bin/python benchmarks/node/bench_pages.py [--cases 100000] [--events 5000000]

A PostgreSQL of its own is filled with generated cases. Three readers open the same pages one after
the other: an officer in 200 cases, a supervisor in 5,000, and one who is in every case of the node.
What is timed is the whole request in the server's process: session, context, row-level security,
view, template, journal entry, commit. Ten cases hold a tenth of all entries between them, and are
opened as often as the small ones. Limit: a median of 150 ms for each page of the officer and the
supervisor; exits with 1 where one is missed. Who is in every case is no one's work: those figures
show how it grows, and have no limit.
"""

import argparse
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psycopg
from psycopg import sql

LIMIT = 0.150
READERS = {"officer": 200, "supervisor": 5_000, "everywhere": None}
AT_THE_EDGE = "everywhere"
LARGE = 10
# What a column holds where this program says nothing of it.
EMPTY = {
    "text": "''",
    "character varying": "''",
    "jsonb": "'{}'",
    "boolean": "false",
    "timestamp with time zone": "now()",
    "ARRAY": "'{}'",
}


@contextmanager
def node() -> Iterator[str]:
    """A migrated node with keys on a PostgreSQL of its own; the superuser's address."""
    from tests.cluster import SuiteCluster, short_folder

    from homeward.node.postgres import Cluster, admin

    with short_folder() as folder, Cluster(folder / "pg") as cluster:
        admin.prepare_server(cluster.superuser_url())
        suite = SuiteCluster(folder, cluster)
        suite.migrate_template()
        with suite.fresh_database("hwbench") as fresh:
            os.environ["HOMEWARD_HOME"] = str(fresh.home.path)
            os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
            import django
            from django.db import connections
            from django.test.utils import setup_test_environment

            django.setup()
            setup_test_environment()
            from tests.node_setup import give_keys

            give_keys(suite, "hwbench")
            yield cluster.superuser_url("hwbench")
            connections.close_all()


def fill(db: psycopg.Connection[Any], table: str, rows: str, /, **given: str) -> None:
    """Insert into `table` one row for each of `rows` (an SQL source), of the given expressions."""
    columns = db.execute(
        "select column_name, data_type, is_nullable = 'YES', column_default is not null or"
        " is_identity = 'YES' from information_schema.columns"
        " where table_name = %s and table_schema = 'public' and is_generated = 'NEVER'",
        [table],
    ).fetchall()
    known = dict(given)
    for name, kind, may_be_null, has_default in columns:
        if name not in known and not may_be_null and not has_default:
            known[name] = "gen_random_uuid()" if kind == "uuid" else EMPTY.get(kind, "0")
    db.execute(
        sql.SQL("insert into {} ({}) select {} from {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, known)),
            sql.SQL(", ").join(map(sql.SQL, known.values())),  # type: ignore[arg-type]
            sql.SQL(rows),  # type: ignore[arg-type]
        )
    )


def generate(url: str, people: dict[str, int], cases: int, events: int) -> None:
    """The cases, who is in them, their people, items and timelines."""
    large, small = events // 10 // LARGE, (events - events // 10) // cases
    series = f"generate_series(1, {cases}) as n"
    walls = "(array['investigation','crisis','finance','victims'])"
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("set session_replication_role = replica")
        fill(
            db,
            "cases_case",
            series,
            id="n",
            reference="'XA-2026-' || lpad(n::text, 6, '0')",
            title="'Taken on road ' || n",
            place="'District ' || n % 500",
            status="(array['open','investigation','closed'])[1 + n % 3]",
            lead_authority="'XA-POLICE'",
            taken_at="now() - n * interval '7 minutes'",
            opened_at="now() - n * interval '5 minutes'",
            iccs_code="'020221'",
            typology="'extortion'",
            revision="1",
        )
        for name, number in people.items():
            every = max(1, cases // (READERS[name] or cases))
            for wall in ("investigation", "crisis", "finance", "victims"):
                fill(
                    db,
                    "access_casemember",
                    f"{series} where n % {every} = 0 or n <= {LARGE}",
                    case_id="n",
                    user_id=str(number),
                    granted_by_id=str(number),
                    compartment=f"'{wall}'",
                    is_lead="true",
                )
        fill(
            db,
            "cases_person",
            f"{series}, generate_series(1, 4) as k",
            case_id="n",
            compartment="'investigation'",
            role="(array['victim','relative','suspect','witness'])[k]",
            name="'Person ' || n || '-' || k",
            outcome="case when k = 1 then 'released' else '' end",
        )
        fill(
            db,
            "cases_item",
            f"{series}, generate_series(1, 5) as k",
            case_id="n",
            compartment=f"{walls}[1 + k % 4]",
            kind="'note'",
            title="'Item ' || n || '-' || k",
            handling="'H2'",
            source_grade="'X'",
            information_grade="'4'",
        )
        for rows in (
            f"{series}, generate_series(1, {small}) as k",
            f"generate_series(1, {LARGE}) as n, generate_series(1, {large}) as k",
        ):
            fill(
                db,
                "cases_event",
                rows,
                case_id="n",
                compartment=f"{walls}[1 + k % 4]",
                at="now() - k * interval '3 minutes'",
                kind="'case.item_added'",
                params="jsonb_build_object('title', 'Item ' || k)",
                actor="'officer'",
            )
        db.execute("set session_replication_role = default")
        db.execute("vacuum analyze")


def pages(case: str) -> dict[str, str]:
    """What is opened, by name; `case` is the reference of one."""
    return {
        "my work": "/",
        "cases": "/cases/",
        "cases, page 3": "/cases/?page=3",
        "cases by title": "/cases/?sort=title",
        "cases found": "/cases/?q=road+77&status=open",
        "overview": f"/cases/{case}/",
        "timeline": f"/cases/{case}/timeline/",
        "record of access": f"/cases/{case}/record-of-access/",
        "search": "/search/?q=road+77",
    }


def timed(client: Any, url: str) -> float:
    """Seconds of one request, which must succeed."""
    begin = time.perf_counter()
    answer = client.get(url)
    seconds = time.perf_counter() - begin
    if answer.status_code != 200:
        raise SystemExit(f"{url} answered {answer.status_code}")
    return seconds


def measure(cases: int, events: int, rounds: int) -> int:
    """Fill, open every page `rounds` times as every reader, print; 1 where a limit is missed."""
    with node() as url:
        from tests.browser_client import signed_in

        from homeward.foundation.access.actions import add_user
        from homeward.foundation.guard.actor import service
        from homeward.foundation.guard.context import opened

        setup = service("setup")
        with opened(setup):
            users = {
                name: add_user(
                    name,
                    actor=setup,
                    full_name=name.title(),
                    authority="XA-POLICE",
                    roles=["officer"],
                )
                for name in READERS
            }
        begin = time.perf_counter()
        generate(url, {name: user.pk for name, user in users.items()}, cases, events)
        print(f"filled in {time.perf_counter() - begin:.0f} s: {cases:,} cases, {events:,} entries")
        rng, missed, figures = random.Random(20), [], []
        for name, user in users.items():
            client = signed_in(user)
            every = max(1, cases // (READERS[name] or cases))
            known = [n for n in range(1, cases + 1) if n % every == 0 or n <= LARGE]
            found: dict[str, list[float]] = {}
            for number in range(rounds):
                place = rng.randrange(1, LARGE + 1) if number % 2 else rng.choice(known)
                for page, address in pages(f"XA-2026-{place:06d}").items():
                    found.setdefault(page, []).append(timed(client, address))
            for page, seconds in found.items():
                median, worst = statistics.median(seconds), max(seconds)
                print(
                    f"{name:11} {page:18} median {median * 1e3:7.1f} ms, worst {worst * 1e3:7.1f}"
                )
                figures.append({"reader": name, "page": page, "median": median, "worst": worst})
                if median > LIMIT and name != AT_THE_EDGE:
                    missed.append(f"{name}: {page}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory of the server's process at most {peak:.0f} MB")
        print(json.dumps({"limit": LIMIT, "pages": figures, "peak_mb": peak}))
    for one in missed:
        print(f"over {LIMIT * 1e3:.0f} ms: {one}")
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    sys.exit(measure(given.cases, given.events, given.rounds))
