"""What assistance keeps."""

from homeward.oversight.assistance.models.exercises import (
    ExerciseEntry,
    ExerciseSeat,
    ExerciseSession,
)
from homeward.oversight.assistance.models.money import Commitment, Fund, Spending
from homeward.oversight.assistance.models.requests import AssistanceRequest, AssistanceStep
from homeward.oversight.assistance.models.training import CourseSession, Enrolment, TestAttempt

__all__ = [
    "AssistanceRequest",
    "AssistanceStep",
    "Commitment",
    "CourseSession",
    "Enrolment",
    "ExerciseEntry",
    "ExerciseSeat",
    "ExerciseSession",
    "Fund",
    "Spending",
    "TestAttempt",
]
