"""`python -m tests.node.stub`: serve a home with stand-ins for web and worker.

The web stand-in is a real granian with a tiny application, so that what is proved of the processes
holds for the real ones. `HOMEWARD_STUB_BREAK=web|worker` makes that process fail,
`HOMEWARD_STUB_AFTER` so many seconds after its start.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable

from homeward.node.errors import NodeError
from homeward.node.home import NodeHome
from homeward.node.processes.serve import serve, web_command

_WORKER = "import signal, time; print('worker up', flush=True); time.sleep(3600)"


def application(
    environ: dict[str, object], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """Healthy, and tells its environment's names."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [" ".join(sorted(os.environ)).encode()]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lifeline", type=int)
    chosen = parser.parse_args()
    home = NodeHome.open()
    commands = {
        "web": web_command(home, "tests.node.stub:application"),
        "worker": [sys.executable, "-c", _WORKER],
    }
    if broken := os.environ.get("HOMEWARD_STUB_BREAK"):
        pause = float(os.environ.get("HOMEWARD_STUB_AFTER", "0"))
        fail = f"import time; time.sleep({pause}); raise SystemExit('Marker of the failure')"
        commands[broken] = [sys.executable, "-c", fail]
    try:
        serve(home, lifeline=chosen.lifeline, commands=commands)
    except NodeError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
