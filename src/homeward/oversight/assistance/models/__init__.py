"""What assistance keeps."""

from homeward.oversight.assistance.models.money import Commitment, Fund, Spending
from homeward.oversight.assistance.models.requests import AssistanceRequest, AssistanceStep

__all__ = ["AssistanceRequest", "AssistanceStep", "Commitment", "Fund", "Spending"]
