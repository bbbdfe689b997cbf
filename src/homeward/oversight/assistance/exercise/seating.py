"""Who may do what in an exercise: each role its own, and the lead what nobody else has."""

from collections.abc import Collection

from homeward.oversight.assistance.exercise.scenario import Seat


def may_act(own: Collection[str], wanted: Seat, taken: Collection[str]) -> bool:
    """Whether somebody with the roles `own` may do what is for `wanted`, where all together have
    the roles `taken`."""
    return wanted in own or (Seat.LEAD in own and wanted not in taken)
