"""What a crisis team keeps. Every row names its case and compartment, for the walls."""

from homeward.casework.response.models.runs import PlanChange, PlanFacts, PlaybookRun, RunStep

__all__ = ["PlanChange", "PlanFacts", "PlaybookRun", "RunStep"]
