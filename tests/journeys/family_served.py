"""The process that serves families, beside the served node of a test: its settings, its role of the
database, its keys. Run by `family_served` as `python -m tests.journeys.family_served PORT EXIT`.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from wsgiref.simple_server import make_server

import httpx
from playwright.sync_api import Browser

from homeward.node.processes.health import free_port
from tests.cluster import TestNode
from tests.journeys.visitor import Visitor, visitor
from tests.meta.repository import ROOT
from tests.web.sample_site import Quiet, Server

START_SECONDS = 60


@contextmanager
def family_served(node: TestNode, browser: Browser, exit_url: str) -> Iterator["Relative"]:
    """A relative at a telephone, before the family's pages of a node.

    The safe exit leads to `exit_url`.
    """
    port = free_port()
    command = [sys.executable, "-m", "tests.journeys.family_served", str(port), exit_url]
    process = subprocess.Popen(command, cwd=ROOT, env=node.environ)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        with visitor(browser, "XA", address, width="phone", kind=Relative) as one:
            yield one
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False) as client:
        while process.poll() is None and time.monotonic() < end:
            try:
                client.get(f"{address}/health/").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
    raise TimeoutError("the family's pages are not served")


@dataclass(slots=True)
class Relative(Visitor):
    """Somebody of the family at a browser, who found the family's pages."""

    def read_in(self, language: str) -> None:
        """From now on the pages are in this language, as their buttons would set it."""
        name = f"homeward_{self.state.lower()}_family_language"
        self.context.add_cookies([{"name": name, "value": language, "url": self.base_url}])
        self.language = language

    def named(self, label: str) -> re.Pattern[str]:
        """How a field is called here, with the sign after it."""
        return re.compile(rf"^\s*{re.escape(self.word(label))}\s*:?\s*$")

    def nothing_stays(self) -> None:
        """The page that was left told the browser to forget; it says so in its console."""
        assert [words[:15] for words in self.watch.complaints] == ["Clear-Site-Data"]
        self.watch.complaints.clear()


def main(port: int, exit_url: str) -> None:
    """Serve until killed, in Arabic too, with the quick hash of the tests."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.family_settings"
    os.environ["HOMEWARD_PROCESS"] = "family"
    from homeward.node import family_settings as settings

    settings.FAMILY_PROCESS = replace(settings.FAMILY_PROCESS, exit_url=exit_url)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.LANGUAGES += [("ar", "العربية")]
    from homeward.node.family_wsgi import application

    make_server("127.0.0.1", port, application, Server, Quiet).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
