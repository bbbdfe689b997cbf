"""The worker's repeated steps: a failure is logged and tried again, never the silent end of one."""

import os
import signal
import threading

import pytest
from procrastinate.exceptions import ConnectorException

from homeward.node import worker


class _Waits(threading.Event):
    """An event that nobody sets, whose waits end at once."""

    def wait(self, timeout: float | None = None) -> bool:
        return self.is_set()


@pytest.mark.parametrize("problem", [ConnectorException("gone"), OSError("gone")])
def test_a_step_that_fails_is_repeated(problem: Exception) -> None:
    stop, calls = _Waits(), 0

    def step() -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise problem
        stop.set()

    worker._repeat(stop, 0, step)
    assert calls == 3


def test_a_step_that_always_fails_ends_the_process_to_be_started_anew(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))

    def step() -> None:
        raise ConnectorException("gone")

    worker._repeat(_Waits(), 0, step)
    assert sent == [(os.getpid(), signal.SIGTERM)]
    assert "started anew" in caplog.text
