"""The journal: writing in parallel, placing, proving and verifying at a million entries.

    .venv/bin/python benchmarks/bench_journal.py [ENTRIES]

A PostgreSQL of its own, with durable commits. Four processes write transactions of ten entries
each while the sequencer runs as in the worker; then of one each, beside bare commits of the same
server, because there the disk decides. Then the tree grows to ENTRIES
(1,000,000 unless given), and proofs are taken from the database and, as peers in the same run,
from scitt-cose and pymerkle. Verification runs in a process of its own at a tenth and at the
whole, so that its memory can be compared. Goals: 2,000 entries a second, each placed within a
second; an inclusion proof under 10 ms and at least 20 times faster than the better peer; memory
that does not grow. Exits with 1 where one is missed or a proof does not hold.
"""

import functools
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

WRITERS = 4
#: Transactions of each writer, and entries in each.
TENS, ONES = (500, 10), (400, 1)
PAST_TRIGGERS = "set session_replication_role = replica"


def writer(transactions: int, each: int) -> None:
    """Transactions of so many entries each."""
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened
    from homeward.foundation.journal.actions import record

    actor = service("bench")
    for _ in range(transactions):
        with opened(actor):
            for _ in range(each):
                record(
                    "exchange.sent",
                    actor=actor,
                    subject=("message", uuid.uuid4()),
                    to="XB",
                    type="tests.note",
                    digest="0" * 64,
                )


def verifier() -> None:
    """Verify in this process; time and peak memory as JSON."""
    import resource

    from homeward.foundation.journal.verification import verify_journal

    begin = time.perf_counter()
    finding = verify_journal()
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"sound": finding.sound, "seconds": seconds, "peak": peak}))


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

            django.setup()
            from tests.node_setup import give_keys

            give_keys(suite, "hwbench")
            yield cluster.superuser_url("hwbench")


def write_in_parallel(transactions: int, each: int) -> tuple[float, float]:
    """Entries a second by the clock, and the longest that one waited for its place, in seconds."""
    from homeward.foundation.journal.sequencer import place_all

    stop, waits = threading.Event(), list[float]()

    def sequence() -> None:
        from django.db import connection

        while not stop.wait(0.3):
            oldest = _oldest_waiting()
            place_all()
            if oldest is not None:
                waits.append((datetime.now(UTC) - oldest).total_seconds())
        connection.close()

    thread = threading.Thread(target=sequence)
    thread.start()
    command = [sys.executable, __file__, "writer", str(transactions), str(each)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(WRITERS)]
    spans = [json.loads(process.communicate()[0]) for process in running]
    stop.set()
    thread.join()
    place_all()
    clock = max(end for _, end in spans) - min(start for start, _ in spans)
    return WRITERS * transactions * each / clock, max(waits, default=0.0)


def bare_commits(url: str, count: int = 400) -> float:
    """One-row commits a second over one connection of the same server."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("create table bare (number int)")
        begin = time.perf_counter()
        for number in range(count):
            owner.execute("insert into bare values (%s)", [number])
        return count / (time.perf_counter() - begin)


def _oldest_waiting() -> datetime | None:
    from django.db import connection

    from homeward.foundation.guard.context import opened
    from homeward.foundation.journal.sequencer import SEQUENCER

    with opened(SEQUENCER), connection.cursor() as cursor:
        cursor.execute(
            "select e.at from journal_pending q join journal_entry e on e.number = q.entry_number"
            " order by q.entry_number limit 1"
        )
        row = cursor.fetchone()
        return row[0] if row else None


def fill(url: str, count: int) -> list[bytes]:
    """Queue `count` entries as the owner would, past the triggers; their commitments."""
    import psycopg

    from homeward.foundation.guard.actor import service
    from homeward.foundation.journal.leaves import canonical_entry
    from homeward.wire.merkle import commitment

    actor, made = service("bench"), list[bytes]()
    columns = (
        "number, id, at, actor_kind, actor_name, verb, subject_kind, subject_id, compartment,"
        " data, salt, commitment"
    )
    with psycopg.connect(url) as owner:
        owner.execute(PAST_TRIGGERS)
        row = owner.execute("select coalesce(max(number), 0) from journal_entry").fetchone()
        first = int(row[0]) + 1 if row else 1
        with owner.cursor().copy(f"copy journal_entry ({columns}) from stdin") as copy:
            for number in range(first, first + count):
                entry_id, at, salt = uuid.uuid4(), datetime.now(UTC), secrets.token_bytes(32)
                subject, data = ("message", str(number)), {"to": "XB", "type": "tests.note"}
                entry = canonical_entry(
                    entry_id, at, actor, "exchange.sent", subject, None, "", data
                )
                made.append(commitment(entry, salt))
                copy.write_row(
                    (
                        *(number, entry_id, at, "service", "bench", "exchange.sent", *subject),
                        *("", json.dumps(data), salt, made[-1]),
                    )
                )
        owner.execute(
            "insert into journal_pending select number from journal_entry where number >= %s",
            [first],
        )
        owner.execute(
            "select setval(pg_get_serial_sequence('journal_entry', 'number'), %s)", [first + count]
        )
    return made


def measured(tries: int, act: Callable[[], object]) -> float:
    """The median of some tries, in milliseconds."""
    spans = []
    for _ in range(tries):
        begin = time.perf_counter()
        act()
        spans.append((time.perf_counter() - begin) * 1000)
    return statistics.median(spans)


def prove(size: int) -> tuple[float, float, float]:
    """Milliseconds for one inclusion, 150 at once, and a consistency proof, all checked."""
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened
    from homeward.foundation.journal.proofs import consistency, inclusion_of, places_of_leaves
    from homeward.foundation.journal.tree import root_at, stored
    from homeward.wire import merkle

    chance = random.Random(16)
    with opened(service("witness")):
        root = root_at(size)

        wanted = [chance.randrange(size) for _ in range(200)]
        known = stored([(0, index) for index in wanted])
        asked = iter([(index, known.get(0, index)) for index in wanted])

        def one() -> None:
            index, leaf = next(asked)
            assert places_of_leaves([leaf], size) == {leaf: index}
            proof = inclusion_of([index], size)[index]
            assert merkle.verify_inclusion(leaf, index, size, proof.path, root)

        def many() -> None:
            indices = [chance.randrange(size) for _ in range(150)]
            assert len(inclusion_of(indices, size)) == len(set(indices))

        def follows() -> None:
            old = chance.randrange(1, size)
            proof = consistency(old, size)
            assert merkle.verify_consistency(old, size, root_at(old), root, proof)

        return measured(200, one), measured(20, many), measured(100, follows)


def peers(commitments: list[bytes]) -> dict[str, float]:
    """Milliseconds of one inclusion proof over the same entries."""
    import pymerkle
    import scitt_cose

    found = {}
    hexed, index = [one.hex() for one in commitments], len(commitments) // 3
    found["scitt-cose"] = measured(1, lambda: scitt_cose.inclusion_proof(hexed, index))
    with tempfile.TemporaryDirectory() as folder:
        tree = pymerkle.SqliteTree(f"{folder}/tree.db", algorithm="sha256")
        tree.append_entries(commitments)
        ask = functools.partial(tree.prove_inclusion, size=len(commitments))
        found["pymerkle"] = measured(1, lambda: ask(index + 1))
        # Once it has computed the subtrees it keeps them in memory, until its process ends.
        print(f"       pymerkle, warm: {measured(5, lambda: ask(index // 2)):.1f} ms")
    return found


def verify() -> dict[str, float]:
    """Verification in a process of its own."""
    command = [sys.executable, __file__, "verifier"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    said: dict[str, float] = json.loads(answer.splitlines()[-1])
    assert said["sound"], "a journal that nobody touched was found unsound"
    return said


def main(entries: int) -> int:
    """Measure and print; the number of goals that were missed."""
    missed = 0

    def goal(words: str, met: bool) -> None:
        nonlocal missed
        missed += not met
        print(f"{'ok    ' if met else 'MISSED'} {words}", flush=True)

    with node() as url:
        from homeward.foundation.journal.sequencer import place_all

        rate, wait = write_in_parallel(*TENS)
        goal(f"{rate:,.0f} entries/s written by {WRITERS} processes (goal 2,000)", rate >= 2000)
        goal(f"{wait:.2f} s at most until an entry had its place (goal 1)", wait <= 1)
        single, _ = write_in_parallel(*ONES)
        bare = bare_commits(url)
        print(f"       {single:,.0f} transactions/s of one entry; {bare:,.0f} bare commits/s")
        tenth = entries // 10
        made = fill(url, tenth)
        place_all()
        small = verify()
        made += fill(url, entries - tenth)
        begin = time.perf_counter()
        placed = place_all()
        seconds = time.perf_counter() - begin
        goal(f"{placed / seconds:,.0f} entries/s placed (goal 2,000)", placed / seconds >= 2000)
        size = WRITERS * (TENS[0] * TENS[1] + ONES[0] * ONES[1]) + entries
        one, many, follows = prove(size)
        goal(f"{one:.2f} ms to find, prove and check an entry of {size:,} (goal 10)", one < 10)
        print(
            f"       {many:.1f} ms for 150 proofs at once, {follows:.2f} ms for a consistency proof"
        )
        beside = peers(made)
        for name, span in beside.items():
            print(f"       {name}: {span:,.0f} ms, {span / one:,.0f} times ours")
        goal("at least 20 times faster than a peer that begins", min(beside.values()) / one >= 20)
        whole = verify()
        grown = whole["peak"] / small["peak"]
        speed = size / whole["seconds"]
        print(f"       verified in {whole['seconds']:.0f} s, {speed:,.0f} entries/s")
        words = f"peak memory {whole['peak']:.0f} MB, {grown:.2f} times that of a tenth (goal 1.2)"
        goal(words, grown <= 1.2)
    return missed


def child(kind: str, *counts: int) -> None:
    """One of the processes that `main` starts."""
    import django

    django.setup()
    if kind == "verifier":
        verifier()
        return
    from homeward.foundation.guard.actor import service
    from homeward.foundation.guard.context import opened

    with opened(service("bench")):
        pass  # the connection is made before the clock runs
    begin = time.time()
    writer(*counts)
    print(json.dumps([begin, time.time()]))


if __name__ == "__main__":
    if sys.argv[1:2] and not sys.argv[1].isdigit():
        child(sys.argv[1], *map(int, sys.argv[2:]))
        sys.exit(0)
    sys.exit(1 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000) else 0)
