"""`python -m homeward.node.processes`: serve a node; how other processes start one."""

import argparse
import sys

from homeward.node.errors import NodeError
from homeward.node.home import NodeHome
from homeward.node.processes.serve import serve


def main() -> int:
    """Serve until stopped; exit code 1 with a sentence on standard error after a known error."""
    parser = argparse.ArgumentParser(prog="homeward.node.processes")
    parser.add_argument("--home")
    parser.add_argument("--lifeline", type=int, help="descriptor whose end means: stop")
    chosen = parser.parse_args()
    try:
        serve(NodeHome.open(chosen.home), lifeline=chosen.lifeline)
    except NodeError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
