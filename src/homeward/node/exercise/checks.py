"""What an exercise that was played by script proves, each with what was found."""

from html import unescape

from homeward.node.demo.checks import Check
from homeward.node.exercise.cast import FOREIGN, LEADER, TEAM_LEAD
from homeward.node.exercise.crossing import TAKEN_IN, tried
from homeward.node.exercise.script import Played, pages_of

MARK = 'data-mark="EXERCISE"'


def exercise_checks(played: Played) -> list[Check]:
    """From the start to the debrief, and the marks."""
    stage, debrief = played.stage, played.debrief
    missed = played.missed
    reasons = [one for one in played.decided if one in unescape(debrief)]
    marked = [
        stage.person(username).get(path)
        for username, path in (
            (LEADER, played.session),
            (TEAM_LEAD, played.request),
            (FOREIGN, "/requests/"),
            (FOREIGN, "/"),
        )
    ]
    letter = pages_of(played.letter)
    return [
        Check("Exercise: steps missed", "; ".join(missed), missed == [played.left_out]),
        Check(
            "Exercise: decisions with reasons in the debrief",
            f"{len(reasons)} of {len(played.scenario.decisions)}",
            len(reasons) == len(played.scenario.decisions),
        ),
        Check(
            "Exercise: late or decided otherwise",
            "none" if _all_in_time(debrief) else "some",
            _all_in_time(debrief),
        ),
        Check(
            "Exercise: XB's simulated desk answered",
            "carried out" if "EXERCISE-1" in played.answered else "no answer",
            "EXERCISE-1" in played.answered,
        ),
        Check(
            "Exercise: pages with the mark",
            f"{sum(MARK in page for page in marked)} of {len(marked)}",
            all(MARK in page for page in marked),
        ),
        Check(
            "Exercise: pages of the letter with the mark",
            f"{sum('EXERCISE' in page for page in letter)} of {len(letter)}",
            bool(letter) and all("EXERCISE" in page for page in letter),
        ),
    ]


def _all_in_time(debrief: str) -> bool:
    return "tone-warning" not in debrief[debrief.index('id="clocks-title"') :]


def crossing_checks(played: Played, address: str) -> list[Check]:
    """Messages of the exercise, carried to a node of another environment at its own address."""
    codes = tried(played.stage, address)
    shown = ", ".join(sorted(set(codes)))
    return [
        Check(
            "Exercise: its messages at a node of another environment",
            f"{len(codes)} tried: {shown}",
            bool(codes) and TAKEN_IN not in codes,
        )
    ]
