"""The worker process: jobs, the journal's sequencer and the sweeps.

Started by `homeward serve` as `python -m homeward.node.worker`.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

log = logging.getLogger("homeward.worker")

_SEQUENCE_EVERY = 0.3  # seconds: an entry has its place within one second of its commit
_SWEEP_EVERY = 15.0
_COURIERS_EVERY = 1.0  # retries are at least so far apart
_FILES_EVERY = 3600.0
_STALLED_AFTER = 60
# How many jobs of each queue run at once (`guard.jobs`).
_AT_ONCE = {"default": 4, "slow": 2}
_PATIENCE = 30  # failures of one step in a row, two seconds apart, before the process gives up


def main() -> None:
    """Run until SIGTERM or SIGINT; what is running then is finished first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.node.settings")
    os.environ.setdefault("HOMEWARD_PROCESS", "worker")
    import django

    django.setup()
    stop = threading.Event()
    # procrastinate handles the signals itself when it runs; before that they stop us plainly.
    signal.signal(signal.SIGTERM, lambda number, frame: _leave(stop, frame))
    threads = [
        threading.Thread(target=_sequence, args=(stop,), name="sequencer"),
        threading.Thread(target=_sweep, args=(stop,), name="sweep"),
        threading.Thread(target=_couriers, args=(stop,), name="couriers"),
        threading.Thread(target=_sweep_files, args=(stop,), name="sweep of files"),
    ]
    for thread in threads:
        thread.start()
    try:
        _work()
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _leave(stop: threading.Event, frame: FrameType | None) -> None:
    stop.set()
    raise SystemExit(0)


def _work() -> None:
    """Quick jobs and slow ones side by side: no attachment ever delays a message."""
    from procrastinate.contrib.django import app

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    asyncio.run(_work_in_queues(worker_app))


async def _work_in_queues(app: Any) -> None:
    """Run one worker for each queue until one of them ends, then end the others.

    Only the first listens to signals: a signal has one handler.
    """
    async with app.open_async():
        workers = [
            asyncio.create_task(
                app.run_worker_async(
                    queues=[queue],
                    name=f"worker {queue}",
                    concurrency=concurrency,
                    wait=True,
                    fetch_job_polling_interval=1.0,
                    listen_notify=True,
                    delete_jobs="successful",
                    install_signal_handlers=queue == "default",
                )
            )
            for queue, concurrency in _AT_ONCE.items()
        ]
        done, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        for worker in done:
            worker.result()  # raises what ended it, so that the log says why


def _sequence(stop: threading.Event) -> None:
    from homeward.foundation.journal.sequencer import place_all

    _repeat(stop, _SEQUENCE_EVERY, place_all)


def _sweep(stop: threading.Event) -> None:
    from homeward.node.sweeps import sweep

    _repeat(stop, _SWEEP_EVERY, lambda: sweep(stalled_after=_STALLED_AFTER))


def _couriers(stop: threading.Event) -> None:
    from homeward.node.sweeps import call_couriers

    _repeat(stop, _COURIERS_EVERY, call_couriers)


def _sweep_files(stop: threading.Event) -> None:
    from homeward.foundation.exchange.attachments.cleaning import sweep_files

    _repeat(stop, _FILES_EVERY, sweep_files)


def _repeat(stop: threading.Event, pause: float, step: Callable[[], object]) -> None:
    """Repeat a step; what fails is tried again, and never ends in silence.

    Receipts promise a place in the journal's tree and deliveries count on the sweep, so a worker
    that can do neither ends: whoever started it starts it anew, and its log says why.
    """
    from django.db import connections

    failures = 0
    while not stop.wait(pause):
        try:
            step()
            failures = 0
        except Exception:
            failures += 1
            log.exception("%s failed (%s in a row).", threading.current_thread().name, failures)
            if failures >= _PATIENCE:
                log.critical("The worker ends, to be started anew.")
                os.kill(os.getpid(), signal.SIGTERM)
                return
            connections.close_all()
            stop.wait(2)


if __name__ == "__main__":
    main()
