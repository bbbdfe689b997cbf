"""Ctrl-C while a kernel works: the work ends with `KeyboardInterrupt`, never with the process."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from homeward.tracing.kernels import undisturbed

WORK = """
import os, signal, sys, threading
import numpy as np
from homeward.tracing import Ledger
from dataclasses import replace
from tests.tracing.test_large_ledgers import random_ledger, some_claims
from homeward.tracing import trace

ledger = random_ledger(60_000, 5)
trace(ledger.indexed(), some_claims(ledger, 3), rule="pro-rata")
ended = 0
for number in range(12):
    index = ledger.indexed().index
    index.outgoing, index.incoming
    timer = threading.Timer(0.0005 * number, os.kill, (os.getpid(), signal.SIGINT))
    try:
        timer.start()
        for _ in range(200):
            index._ties(None)
    except KeyboardInterrupt:
        ended += 1
    try:
        timer.join()
    except KeyboardInterrupt:
        ended += 1
print("ended", ended)
"""


def test_an_interruption_waits_until_arrays_are_handed_over() -> None:
    assert threading.current_thread() is threading.main_thread()
    done = []

    def work() -> None:
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
            done.append(True)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_in_the_midst_of_a_kernel_ends_the_work_and_not_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("ended 12\n")
