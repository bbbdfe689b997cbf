"""What one check found."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """`problem` means that the node does not or should not run like this."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """A line of the doctor: which check, how bad, what is so, and what to do."""

    check: str
    level: Level
    sentence: str
    mend: str = ""

    def as_json(self) -> dict[str, str]:
        """Field by field."""
        return {key: str(value) for key, value in asdict(self).items()}


def ok(check: str, sentence: str) -> Finding:
    return Finding(check, Level.OK, sentence)


def warning(check: str, sentence: str, mend: str) -> Finding:
    return Finding(check, Level.WARNING, sentence, mend)


def problem(check: str, sentence: str, mend: str) -> Finding:
    return Finding(check, Level.PROBLEM, sentence, mend)
