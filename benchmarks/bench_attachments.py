"""One gigabyte from node to node, against a plain copy through the same chain of processes.

    .venv/bin/python benchmarks/bench_attachments.py [--megabytes 1024]

Plain: a process reads a file and puts it in parts of 64 MiB to granian, which writes each part,
flushes it to the disk and renames it. Homeward: the worker of XA opens, seals and puts the parts,
the web process of XB opens, digests, locks and writes them past the system's memory, flushes and
renames them, and the digest of the whole is compared. Both are measured three times by turns.
Printed are the ratio of the speeds of each round, of which the median must be at least 0.5, the
work of the processes in seconds of one core, and the peak memory of each, which must not grow with
the file: by at most 64 MB.
Sealing, opening and comparing are work that the plain copy has not, and two cores do it side by
side: on a machine that is busy with something else the ratio falls, so the load is printed too.
What each step takes, and what was changed for it, is in docs/adr/0028-parts-in-two-forms.md.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import httpx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.cluster import SuiteCluster, TestNode, suite_cluster  # noqa: E402

from homeward.node.processes.health import free_port  # noqa: E402
from homeward.node.processes.serve import process_environ, web_command  # noqa: E402

MEGABYTE = 1024**2
PART = 64 * MEGABYTE
LEAST_RATIO = 0.5
MOST_GROWTH = 64 * MEGABYTE
PATIENCE = 600.0
ROUNDS = 3


def memory_of(pid: int, field: str = "VmHWM") -> int:
    """A figure of a process's memory, in bytes: VmHWM its peak, VmRSS what it holds now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(field)


def worker_pids(pid: int) -> list[int]:
    """A process and its children: granian serves in a child."""
    found = [pid]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            found.append(int(entry.parent.name))
    return found


def peak(pid: int) -> int:
    return max(memory_of(one) for one in worker_pids(pid))


def work_of(pid: int) -> float:
    """Seconds of one core that a process and its children have worked."""
    ticks = 0
    for one in worker_pids(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def touch_memory(folder: Path, size: int) -> None:
    """Let pages for `size` bytes be there before they are written to.

    The first touch of memory that a virtual machine's host has not given it yet costs several times
    what the copying does, and would be counted for whoever writes next.
    """
    place = folder / "touched"
    with place.open("wb") as file:
        for _ in range(size // MEGABYTE):
            file.write(bytes(MEGABYTE))
        os.fsync(file.fileno())
    place.unlink()


def make_file(place: Path, megabytes: int) -> None:
    with place.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(MEGABYTE))


# --- the plain copy -----------------------------------------------------------------------------


def plain_seconds(home: TestNode, source: Path, folder: Path) -> float:
    """Copy `source` through httpx and granian; the seconds it takes."""
    port = free_port()
    command = web_command(home.home, "plain_copy:application")
    command[command.index("--port") + 1] = str(port)
    environ = {**os.environ, "PLAIN_COPY_FOLDER": str(folder)}
    environ["PYTHONPATH"] = str(ROOT / "benchmarks")
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address)
            code = "import sys; from bench_attachments import put_plain; put_plain(*sys.argv[1:])"
            began = time.perf_counter()
            arguments = [sys.executable, "-c", code, str(source), address]
            subprocess.run(arguments, env=environ, check=True)
            took = time.perf_counter() - began
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", "import bench_attachments"], env=environ)
            return took - (time.perf_counter() - began)
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(address, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(address)


def put_plain(source: str, address: str) -> None:
    """What the sending process of the plain copy does."""
    size = Path(source).stat().st_size
    with httpx.Client(trust_env=False, timeout=120) as client, Path(source).open("rb") as file:
        for number in range(-(-size // PART)):
            length = min(PART, size - number * PART)
            headers = {"Content-Length": str(length)}
            pieces = _pieces(file, length)
            client.put(f"{address}/{number}", content=pieces, headers=headers).raise_for_status()


def _pieces(file: "object", length: int) -> Iterator[bytes]:
    while length:
        piece = file.read(min(MEGABYTE, length))  # type: ignore[attr-defined]
        length -= len(piece)
        yield piece


# --- homeward -----------------------------------------------------------------------------------


@contextmanager
def worker_of(node: TestNode) -> "Iterator[subprocess.Popen[bytes]]":
    environ = {**node.environ, **process_environ(node.home, "worker")}
    with subprocess.Popen([sys.executable, "-m", "homeward.node.worker"], env=environ) as process:
        try:
            yield process
        finally:
            process.kill()


@dataclass
class Measured:
    """Seconds of each round (plain, taken in, node to node), growth of peak memory in bytes, and
    seconds of one core's work for all rounds of Homeward."""

    rounds: list[tuple[float, float, float]]
    growth: dict[str, int]
    work: dict[str, float]


def measure(suite: SuiteCluster, node: TestNode, source: Path, folder: Path) -> Measured:
    """Copy plainly and send by turns."""
    from tests.people import make_people
    from tests.receiver import receiver_node

    people, size = make_people(), source.stat().st_size
    found: list[tuple[float, float, float]] = []
    with receiver_node(suite, folder) as receiver, worker_of(node) as worker:
        _send(people, source, MEGABYTE)  # the processes have done everything once
        _wait(receiver, 1)
        watched = {
            "worker of the sender": worker.pid,
            "web of the receiver": receiver.node.pid("web"),
            "worker of the receiver": receiver.node.pid("worker"),
        }
        before = {name: peak(pid) for name, pid in watched.items()}
        idle = {name: work_of(pid) for name, pid in watched.items()}
        for number in range(ROUNDS):
            touch_memory(folder, 2 * size)
            plain = plain_seconds(node, source, folder / "plain")
            touch_memory(folder, 3 * size)
            intake, began = _send(people, source, size - number)
            _wait(receiver, number + 2)
            found.append((plain, intake, time.perf_counter() - began))
        growth = {name: peak(pid) - before[name] for name, pid in watched.items()}
        work = {name: work_of(pid) - idle[name] for name, pid in watched.items()}
    return Measured(found, growth, work)


def _send(people: "object", source: Path, size: int) -> tuple[float, float]:
    """Take `size` bytes in and send them; the seconds the first took, and when it was done."""
    from tests.receiver import a_request

    from homeward.foundation.exchange.ports import Enclosed
    from homeward.foundation.exchange.sending import send
    from homeward.foundation.guard.context import opened
    from homeward.foundation.vault.actions import keep_file
    from homeward.foundation.vault.intake import Intake

    alice, police = people.alice, people.police  # type: ignore[attr-defined]
    began = time.perf_counter()
    intake = Intake()
    with source.open("rb") as file:
        for piece in _pieces(file, size):
            intake.write(piece)
    taken = intake.finish()
    took, began = time.perf_counter() - began, time.perf_counter()
    with opened(alice.actor):
        blob = keep_file(
            taken,
            case_id=None,
            compartment="investigation",
            team_id=police.pk,
            file_name="recording.wav",
            media_type="audio/wav",
        )
        enclosed = [Enclosed(blob.pk, "XA-POLICE", "XB-POLICE", "A benchmark.")]
        payload = {**a_request(), "reference": f"XA-2026-{size % 10**6:06}/01"}
        thread: UUID = uuid4()
        sent = {"to": "XB", "thread": thread, "actor": alice.actor, "team_id": police.pk}
        send("cooperation.request", payload, attachments=enclosed, **sent)
    return took, began


def _wait(receiver: "object", times: int) -> None:
    query = "select count(*) from exchange_inattachment where state = 'complete'"
    end = time.monotonic() + PATIENCE
    while receiver.one(query) < times:  # type: ignore[attr-defined]
        if time.monotonic() > end:
            raise TimeoutError("the attachment did not arrive")
        time.sleep(0.02)


def main() -> None:
    """Measure, print, and fail where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    megabytes = parser.parse_args().megabytes
    with suite_cluster() as suite, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make_file(folder / "source", megabytes)
        suite.migrate_template()
        with suite.fresh_database("hwmain") as node:
            _set_up(suite, node)
            (folder / "plain").mkdir()
            one = measure(suite, node, folder / "source", folder)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for plain, intake, took in one.rounds:
        speeds = [f"{megabytes / seconds:5.0f} MB/s" for seconds in (plain, intake, took)]
        named = "plain {}, taken in {}, node to node {}".format(*speeds)
        print(f"{named}, ratio {plain / took:.2f}")
    for name, size in one.growth.items():
        worked = one.work[name] / len(one.rounds)
        print(
            f"{name:24} {worked:6.1f} s of one core a round, +{size / MEGABYTE:.0f} MB at its peak"
        )
    ratio = median(plain / took for plain, _, took in one.rounds)
    print(f"ratio {ratio:.2f} (at least {LEAST_RATIO})")
    grown = {name: size for name, size in one.growth.items() if size > MOST_GROWTH}
    if ratio < LEAST_RATIO or grown:
        raise SystemExit(f"a limit was missed: ratio {ratio:.2f}, memory {grown}")


def _set_up(suite: SuiteCluster, node: TestNode) -> None:
    os.environ["HOMEWARD_HOME"] = str(node.home.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    import django

    django.setup()
    from tests.node_setup import give_keys

    give_keys(suite, "hwmain")


if __name__ == "__main__":
    main()
