"""An exercise node that tries to reach a node of another environment with what it sent.

Run as a process of the node, with the address of the other one: it carries every envelope that it
made there, signed as its requests are, and writes the code of each answer on a line.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime

from homeward.node.exercise.cast import TRAINEE
from homeward.node.exercise.stage import ExerciseStage
from homeward.node.home import HOME_VARIABLE

TAKEN_IN = "taken_in"


def tried(stage: ExerciseStage, address: str) -> list[str]:
    """The codes with which a node at `address` answers what the training State's node sent.
    Raises RuntimeError where it could not be tried."""
    home = stage.nodes[TRAINEE].home
    run = subprocess.run(
        [sys.executable, "-P", "-m", "homeward.node.exercise.crossing", address],
        env={**os.environ, HOME_VARIABLE: str(home.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(run.stderr)
    return run.stdout.split()


def main() -> None:
    """Try, and write what came of it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeward.node.settings"
    os.environ["HOMEWARD_PROCESS"] = "command"
    import django

    django.setup()
    import httpx

    from homeward.foundation.exchange.models import OutMessage
    from homeward.foundation.exchange.outbox import sealed
    from homeward.foundation.exchange.sending import EXCHANGE
    from homeward.foundation.guard.context import opened
    from homeward.foundation.vault.node_keys import own_keys
    from homeward.wire.transport import sign_request

    url = f"{sys.argv[1]}/exchange/v1/messages"
    with opened(EXCHANGE):
        envelopes = [sealed(one) for one in OutMessage.objects.order_by("epoch", "sequence")]
        keys = own_keys()
    for body in envelopes:
        now = datetime.now(UTC)
        fields = sign_request("POST", url, body, node=TRAINEE, keys=keys, now=now)
        answer = httpx.post(url, content=body, headers=fields, timeout=30, trust_env=False)
        refused = answer.status_code >= 400 and answer.status_code != 422
        sys.stdout.write(f"{answer.json()['code'] if refused else TAKEN_IN}\n")


if __name__ == "__main__":
    main()
