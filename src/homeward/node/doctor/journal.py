"""Whether the journal was checked lately and found sound, as `homeward doctor` tells it.

The database shows the checks in a context only, so they are read by a process of the node's own:
`python -m homeward.node.doctor.journal` prints how the journal stands.
"""

import os
import subprocess
import sys

from homeward.node.doctor.finding import Finding, ok, problem, warning
from homeward.node.home import NodeHome
from homeward.node.processes.serve import process_environ

_CHECK = "journal"
_MEND = "Leave the database as it is, and see docs/how-to/verify-the-journal.md."


def check_journal(home: NodeHome) -> Finding:
    """What the last check of the whole journal says."""
    result = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.node.doctor.journal"],
        env=process_environ(home, "command"),
        capture_output=True,
        text=True,
        check=False,
    )
    found = result.stdout.strip()
    if found == "sound":
        return ok(_CHECK, "The last check found the journal sound.")
    if found == "young":
        return ok(_CHECK, "The journal was not checked yet; the worker does so once a day.")
    if found == "overdue":
        mend = "See logs/worker.log for what hinders it, and run: homeward journal verify"
        return warning(_CHECK, "The journal was not checked for two days.", mend)
    if found == "tampered":
        return problem(_CHECK, "The last check found that the journal was tampered with.", _MEND)
    why = (result.stderr.strip().splitlines() or ["no answer"])[-1]
    return problem(_CHECK, f"The checks of the journal cannot be read: {why}", "Mend this first.")


def main() -> None:
    """Print how the journal stands, in one word."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    import django

    django.setup()
    from datetime import UTC, datetime

    from homeward.foundation.guard.context import opened
    from homeward.foundation.journal.checked import last_check
    from homeward.foundation.journal.verification import VERIFIER

    with opened(VERIFIER):
        sys.stdout.write(last_check(datetime.now(UTC)).checked.value)


if __name__ == "__main__":
    main()
