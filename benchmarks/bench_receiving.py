"""Receiving: what the gate costs beside taking a message in, and how far it goes with processes.

    .venv/bin/python benchmarks/bench_receiving.py

One node on an embedded PostgreSQL that writes to disk as in production, without HTTP. The peer of
each row is the taking in of a message (open, verify, store, journal, receipt). `gate` is what every
request pays: the signature of the head, the nonce, the counts. `refused` is a request beyond the
limit, which must cost the database nothing. Exits with 1 where the gate costs more than half of
what taking in costs, or admits fewer than 200 requests a second from one peer with two threads.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests import cluster

ROUNDS = 400
THREADS = 2
GOAL_SHARE = 0.5
GOAL_RATE = 200.0


@contextmanager
def _node() -> Iterator[None]:
    """A fresh node as this process's own, with its keys and people; commits reach the disk."""
    cluster.FAST.clear()
    with cluster.suite_cluster() as suite:
        suite.migrate_template()
        os.environ["HOMEWARD_HOME"] = str(suite.home("hwmain").path)
        os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
        import django

        django.setup()
        from django.db import connections
        from tests.node_setup import give_keys
        from tests.people import make_people

        with suite.fresh_database("hwmain"):
            give_keys(suite, "hwmain")
            make_people()
            yield
            connections.close_all()


def _seconds_each(work: Callable[[int], object], rounds: int, threads: int = 1) -> float:
    """Seconds from begin to end, for each round."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))  # connections are opened
        begun = time.perf_counter()
        list(pool.map(work, range(threads, rounds + threads)))
        return (time.perf_counter() - begun) / rounds


def main() -> int:
    """Print the table."""
    with _node():
        return _measure()


def _measure() -> int:
    from django.conf import settings
    from django.test import RequestFactory, override_settings
    from tests.exchange.carrier import PATH, signed_headers
    from tests.node_setup import TEST_KEYS
    from tests.pinning import pin

    from homeward.foundation.errors import HomewardError
    from homeward.foundation.exchange import traffic
    from homeward.foundation.exchange.conditions import Conditions
    from homeward.foundation.exchange.gate import admitted
    from homeward.foundation.exchange.receiving import receive
    from homeward.wire.envelope import message_digest, seal
    from homeward.wire.errors import WireError
    from homeward.wire.header import Environment, Handling, Header

    keys, other, now = pin("XB"), pin("XC"), datetime.now(UTC)
    total, previous, envelopes = ROUNDS + THREADS, None, []
    for number in range(2 * total):
        header = Header(
            environment=Environment.DEMO, id=uuid4(), sender="XB", receiver="XA",
            type="tests.note", type_version=1, handling=Handling("H1"), thread=str(uuid4()),
            sequence=number + 1, previous=previous, time=now, expires=now + timedelta(days=1),
        )  # fmt: skip
        previous = message_digest(header, {"n": "x" * 1500})
        envelopes.append(seal(header, {"n": "x" * 1500}, keys, TEST_KEYS.public))
    make = RequestFactory()

    def posted(number: int, node: str = "XB") -> object:
        body = envelopes[number]
        fields = signed_headers(body, keys=keys if node == "XB" else other, node=node)
        return make.post(PATH, body, content_type="application/json", headers=fields)

    open_ = Conditions(requests_per_minute=1_000_000, strangers_per_minute=1_000_000)
    closed = Conditions(requests_per_minute=1)
    with override_settings(HOMEWARD_EXCHANGE=open_):
        requests = [posted(number) for number in range(total)]
        gate = _seconds_each(lambda n: admitted(requests[n]), ROUNDS)  # type: ignore[arg-type]
        requests = [posted(number) for number in range(total)]
        shared = _seconds_each(lambda n: admitted(requests[n]), ROUNDS, THREADS)  # type: ignore[arg-type]
        taken = _seconds_each(lambda n: receive(envelopes[n], "XB"), ROUNDS)
        both = _seconds_each(lambda n: receive(envelopes[total + n], "XB"), ROUNDS, THREADS)

    def refused(number: int) -> None:
        with contextlib.suppress(WireError, HomewardError):
            admitted(requests[number])  # type: ignore[arg-type]

    traffic.forget()
    with override_settings(HOMEWARD_EXCHANGE=closed):
        requests = [posted(number, "XC") for number in range(total)]
        beyond = _seconds_each(refused, ROUNDS)
    assert settings.HOMEWARD_STATE == "XA"

    rows = [
        ("taking in", taken), ("gate", gate), ("refused beyond the limit", beyond),
        (f"taking in, {THREADS} threads", both), (f"gate, {THREADS} threads", shared),
    ]  # fmt: skip
    print(f"\n{'':28}{'ms':>9}{'a second':>12}{'of taking in':>15}")
    for name, seconds in rows:
        print(f"{name:28}{seconds * 1000:>9.2f}{1 / seconds:>12,.0f}{seconds / taken:>15.2f}")
    missed = (
        [f"the gate costs {gate / taken:.2f} of taking in"] if gate > GOAL_SHARE * taken else []
    )
    if 1 / shared < GOAL_RATE:
        missed.append(f"only {1 / shared:.0f} requests of one peer a second")
    for words in missed:
        print(f"missed: {words}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
