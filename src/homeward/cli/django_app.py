"""Opening a node for a command: its home, Django under the jobs' role, and a service principal."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from homeward.node.home import HOME_VARIABLE, NodeHome

if TYPE_CHECKING:
    from homeward.foundation.guard.actor import Actor


@contextmanager
def opened_node(home: str | None) -> Iterator["Actor"]:
    """Set Django up for the node in `home`, its database running, and yield the command's actor."""
    from homeward.node.initialise import database_running

    path = NodeHome.locate(home)
    os.environ[HOME_VARIABLE] = str(path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    os.environ["HOMEWARD_PROCESS"] = "command"
    with database_running(NodeHome.open(path), lambda sentence: None):
        import django

        django.setup()
        from homeward.foundation.guard.actor import service

        yield service("command")
