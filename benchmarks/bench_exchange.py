"""Messages between two nodes: how many a second, how soon the receipt, what more peers cost.

    .venv/bin/python benchmarks/bench_exchange.py [--messages 2000]

Two whole nodes (web, worker, PostgreSQL each) share the machine's cores with the process that
writes. Every message is signed, sealed, posted with a signed request, opened, takes effect, is
receipted and journalled on both sides. Limits: 100 a second sustained, 95 of 100 receipts within
150 ms at twenty a second. Exits with 1 where one is missed.

The growth with the number of peers is measured against stubs that only sign receipts, so that it
shows the sender's own cost; there are 40 of them at most, as many as there are codes that belong to
no State.
"""

import argparse
import base64
import itertools
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import psycopg
from tests.chaos.nodes import ChaosNode, nodes_of

from homeward.wire.bundles import AnswerLine, join_answers, split_envelopes
from homeward.wire.cards import PeerCard, sign_card
from homeward.wire.envelope import open_envelope
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.receipts import ReceiptState, make_receipt

RATE_GOAL, P95_GOAL = 100.0, 0.150
STUBS = [f"X{c}" for c in "DEFGHIJKLMNOPQRSTUVWXY"] + [f"Q{c}" for c in "MNOPQRSTUVWXYZ"]
STUBS += ["AA", "ZZ", "XB", "XC"]


def rate(
    sender: ChaosNode, to: list[str], count: int, pause: float = 0.0
) -> tuple[float, list[float]]:
    """Messages a second from the first to the last receipt, and the seconds to each receipt."""
    before = sender.query("select coalesce(max(number), 0) from journal_entry")[0][0]
    process = sender.inject(count, to, pause)
    assert process.stdout is not None
    threads = [line.split()[1] for line in process.stdout]
    assert process.wait() == 0
    settled = (
        "select count(*) from exchange_outmessage where thread = any(%s::uuid[])"
        " and delivery = 'accepted'"
    )
    end = time.monotonic() + 600
    while sender.query(settled, threads)[0][0] < count:
        if time.monotonic() > end:
            raise SystemExit("not everything was delivered within ten minutes")
        time.sleep(0.05)
    rows = sender.query(
        "select m.created_at, min(e.at) from exchange_outmessage m join journal_entry e"
        " on e.subject_id = m.id::text and e.verb = 'exchange.receipt_received' and e.number > %s"
        " where m.thread = any(%s::uuid[]) group by m.id, m.created_at",
        before,
        threads,
    )
    first, last = min(row[0] for row in rows), max(row[1] for row in rows)
    waits = sorted((at - made).total_seconds() for made, at in rows)
    return count / (last - first).total_seconds(), waits


class Stub:
    """A peer that opens what it gets and signs a receipt, and nothing else."""

    def __init__(self, state: str, sender: dict[str, PublicKeys]) -> None:
        self.state, self.keys = state, NodeKeys.generate()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = b"{}"
                if self.path.endswith("/messages"):
                    answer = stub.receipt(body, sender)
                elif self.path.endswith("/bundles"):
                    receipts = [stub.receipt(each, sender) for each in split_envelopes(body)]
                    answer = join_answers([AnswerLine(200, each) for each in receipts])
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def receipt(self, envelope: bytes, sender: dict[str, PublicKeys]) -> bytes:
        """The signed word that the message was taken in."""
        now = datetime.now(UTC)
        opened = open_envelope(
            envelope,
            own=self.keys,
            own_state=self.state,
            environment=Environment.DEMO,
            sender_keys=sender.get,
            now=now,
        )
        return make_receipt(self.keys, opened.ref, state=ReceiptState.ACCEPTED, at=now)

    def card(self) -> str:
        """The card and its fingerprint, as a demonstration's node writes them."""
        card = PeerCard(
            state=self.state,
            environment=Environment.DEMO,
            url=f"http://127.0.0.1:{self.server.server_port}",
            keys=self.keys.public,
            issued_at=datetime.now(UTC),
        )
        raw = base64.b64encode(sign_card(card, self.keys)).decode()
        return f"{raw}\n{card.fingerprint}\n"


def growth(count: int) -> None:
    """The rate of one sender as its messages spread over more peers."""
    sender_keys: dict[str, PublicKeys] = {}

    def strangers(nodes: dict[str, ChaosNode], cards: Path) -> None:
        url = nodes["XA"].cluster.superuser_url("xa")
        with psycopg.connect(url) as owner:
            for state in STUBS:
                owner.execute(
                    "insert into authorities_state (code, name, languages) values (%s, %s, '{en}')"
                    " on conflict do nothing",
                    [state, f"Stub {state}"],
                )
            keys: Any = owner.execute("select public from vault_nodekey").fetchone()
        sender_keys["XA"] = PublicKeys.from_json(keys[0])
        for state in STUBS:
            (cards / f"{state}.card").write_text(Stub(state, sender_keys).card())

    with nodes_of(("XA",), strangers=strangers) as nodes:
        rate(nodes["XA"], STUBS[:2], 50)
        for peers in (2, 10, 40):
            reached, waits = rate(nodes["XA"], STUBS[:peers], count)
            p95 = waits[int(len(waits) * 0.95)]
            print(f"{f'{peers} peers (stubs)':<44}{reached:10.0f}{p95 * 1e3:12.0f}", flush=True)


def main(arguments: list[str]) -> int:
    """Everything, the two nodes first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=2000)
    count = parser.parse_args(arguments).messages
    missed = []
    print(f"{'':44}{'messages/s':>10}{'p95 ms':>12}")
    with nodes_of(("XA", "XB")) as nodes:
        rate(nodes["XA"], ["XB"], 50)
        best = 0.0
        for turn in range(1, 3):
            reached, waits = rate(nodes["XA"], ["XB"], count)
            best = max(best, reached)
            print(f"{f'as many as may be, turn {turn}':<44}{reached:10.0f}{'':>12}", flush=True)
        if best < RATE_GOAL:
            missed.append(f"{best:.0f} messages a second, goal {RATE_GOAL:.0f}")
        _, waits = rate(nodes["XA"], ["XB"], min(count, 400), pause=0.05)
        p95 = waits[int(len(waits) * 0.95)]
        print(f"{'about twenty a second':<44}{'':>10}{p95 * 1e3:12.0f}", flush=True)
        if p95 > P95_GOAL:
            missed.append(f"receipts: p95 {p95 * 1e3:.0f} ms, goal {P95_GOAL * 1e3:.0f}")
        for name, node in nodes.items():
            print(f"{name}: peak of web and worker {_peak(node)} MB")
    growth(count)
    for each in missed:
        print(f"MISSED {each}")
    return 1 if missed else 0


def _peak(node: ChaosNode) -> str:
    """Peak resident memory of the processes of a node, as the kernel counts it."""
    found = []
    for name in ("web", "worker"):
        pids = [node.running.pid(name)]
        for task in itertools.chain.from_iterable(_children(pid) for pid in pids):
            status = Path(f"/proc/{task}/status")
            if status.exists():
                line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
                found.append(int(line.split()[1]) // 1024)
    return " + ".join(map(str, found))


def _children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(int(child) for child in listed)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
