"""The five tones of a status, each with its icon: word, icon and colour go together."""

from enum import StrEnum


class Tone(StrEnum):
    """How a status reads at a glance; the word beside it says what it is."""

    NEUTRAL = "neutral"
    INFORMATION = "information"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"

    @property
    def icon(self) -> str:
        """The icon a tone shows unless the component names another."""
        return ICONS[self]


ICONS = {
    Tone.NEUTRAL: "dot",
    Tone.INFORMATION: "information",
    Tone.SUCCESS: "done",
    Tone.WARNING: "warning",
    Tone.DANGER: "danger",
}
