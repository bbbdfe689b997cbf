"""The clock of an exercise: it stands, or runs at a speed, and can be set forward."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

FASTEST = 60  # minutes of the exercise in a minute


@dataclass(frozen=True, slots=True)
class Clock:
    """`elapsed`: seconds of the exercise that had gone by when it was last set; `since`: when it
    was, aware, and None while it stands; `speed`: seconds of the exercise in a second."""

    elapsed: int = 0
    since: datetime | None = None
    speed: int = 1

    def seconds(self, now: datetime) -> int:
        """Seconds of the exercise by now; a clock of the machine that was set back counts none."""
        if self.since is None:
            return self.elapsed
        gone = max((now - self.since).total_seconds(), 0)
        return self.elapsed + int(gone * self.speed)

    def minute(self, now: datetime) -> int:
        """Whole minutes of the exercise by now."""
        return self.seconds(now) // 60

    def running(self, now: datetime) -> Self:
        """The clock as it runs from now on."""
        return replace(self, elapsed=self.seconds(now), since=now)

    def standing(self, now: datetime) -> Self:
        """The clock as it stands from now on."""
        return replace(self, elapsed=self.seconds(now), since=None)

    def at_speed(self, speed: int, now: datetime) -> Self:
        """The clock with another speed from now on, running or standing as it was."""
        since = None if self.since is None else now
        return replace(self, elapsed=self.seconds(now), since=since, speed=speed)

    def forward_to(self, minute: int, now: datetime) -> Self:
        """The clock set forward to the beginning of a minute; one that is past changes nothing."""
        since = None if self.since is None else now
        return replace(self, elapsed=max(self.seconds(now), minute * 60), since=since)
