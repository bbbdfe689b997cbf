"""What only the node itself may read in its database: how journal and directories stand.

The walls show it in a context only, so a process of the node's own reads it:
`python -m homeward.node.doctor.inside` prints it as JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from homeward.node.doctor.duty import check_roster, duty_inside
from homeward.node.doctor.finding import Finding, ok, problem, warning
from homeward.node.home import NodeHome
from homeward.node.processes.serve import process_environ

_MEND = "Leave the database as it is, and see docs/how-to/verify-the-journal.md."


def check_inside(home: NodeHome) -> Iterator[Finding]:
    """What the last check of the whole journal says, and each directory that is followed."""
    result = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.node.doctor.inside"],
        env=process_environ(home, "command"),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        why = (result.stderr.strip().splitlines() or ["no answer"])[-1]
        sentence = f"How the journal and the directories stand cannot be read: {why}"
        yield problem("journal", sentence, "Mend this first.")
        return
    found: dict[str, Any] = json.loads(result.stdout)
    yield _of_journal(found["journal"])
    for directory in found["directories"]:
        yield _of_directory(**directory)
    yield from check_roster(home.config.environment, **found["duty"])


def _of_journal(found: str) -> Finding:
    check = "journal"
    if found == "sound":
        return ok(check, "The last check found the journal sound.")
    if found == "young":
        return ok(check, "The journal was not checked yet; the worker does so once a day.")
    if found == "overdue":
        mend = "See logs/worker.log for what hinders it, and run: homeward journal verify"
        return warning(check, "The journal was not checked for two days.", mend)
    return problem(check, "The last check found that the journal was tampered with.", _MEND)


def _of_directory(name: str, ends: str, alarm: str, fault: str) -> Finding:
    """`alarm` is `expired`, `soon` or nothing; `fault` what was wrong when it was last read."""
    check = f"directory {name}"
    mend = "Run: homeward trust refresh. If that does not help, call whoever keeps the directory."
    because = f" When it was last read: {fault}" if fault else ""
    if alarm == "expired":
        says = f"Its signatures ended on {ends}: it vouches for no new node or key.{because}"
        return problem(check, says, mend)
    if alarm == "soon":
        return warning(check, f"Its signatures end on {ends}.{because}", mend)
    if fault or not ends:
        return warning(check, fault or "It was not read yet.", mend)
    return ok(check, f"It is read, and its signatures last until {ends}.")


def main() -> None:
    """Print how the journal and the followed directories stand."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    import django

    django.setup()
    from datetime import UTC, datetime

    from homeward.foundation.authorities.queries import followed
    from homeward.foundation.guard.context import opened
    from homeward.foundation.journal.checked import last_check
    from homeward.foundation.journal.verification import VERIFIER

    now = datetime.now(UTC)
    with opened(VERIFIER):
        directories = [
            {
                "name": one.directory.name,
                "ends": f"{one.directory.expires_at:%Y-%m-%d}" if one.directory.expires_at else "",
                "alarm": one.alarm,
                "fault": one.directory.problem_text or one.directory.problem,
            }
            for one in followed(now)
        ]
        found = {
            "journal": last_check(now).checked.value,
            "directories": directories,
            "duty": duty_inside(),
        }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
