"""Preparing one node of an exercise: directory, desks, people, then the other's keys.

Run as a process of its own per node, `python -m homeward.node.exercise.provision STEP FOLDER`; the
steps are `people` and `pin`. The sign-ins are in `sign-ins.json` beside the folder.
"""

from pathlib import Path

from homeward.node.demo.provision import SignInOf, prepare
from homeward.node.exercise.cast import CAST, read_sign_ins


def main() -> None:
    """Prepare the node that HOMEWARD_HOME names; refuses any environment but an exercise."""
    prepare("exercise", CAST, _sign_ins)


def _sign_ins(folder: Path) -> SignInOf:
    known = read_sign_ins(folder.parent / "sign-ins.json")
    return lambda _state, name: (known[name].password, known[name].secret)


if __name__ == "__main__":
    main()
