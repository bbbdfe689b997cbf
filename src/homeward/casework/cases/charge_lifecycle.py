"""What may happen to a charge at which stage, and the stage that it leads to.

A conviction that nobody appeals becomes final; an appeal that quashes it brings the charge back
before the court. Nothing leads out of a final charge or a withdrawn one.
"""

from homeward.casework.cases.vocabulary.proceedings import AppealResult, DecisionKind, Stage

# step: {stage in which it may be taken: stage that it leads to}
STEPS: dict[str, dict[str, Stage]] = {
    "hearing": {Stage.CHARGED: Stage.IN_COURT, Stage.IN_COURT: Stage.IN_COURT,
                Stage.APPEALED: Stage.APPEALED},
    "decision": {Stage.CHARGED: Stage.DECIDED, Stage.IN_COURT: Stage.DECIDED},
    "sentence": {Stage.DECIDED: Stage.DECIDED, Stage.APPEALED: Stage.APPEALED},
    "appeal": {Stage.DECIDED: Stage.APPEALED},
    "final": {Stage.DECIDED: Stage.FINAL},
    "withdraw": {Stage.CHARGED: Stage.WITHDRAWN, Stage.IN_COURT: Stage.WITHDRAWN},
}  # fmt: skip
# What the result of an appeal leads to.
RESULTS: dict[str, Stage] = {
    AppealResult.UPHELD: Stage.DECIDED,
    AppealResult.CHANGED: Stage.DECIDED,
    AppealResult.QUASHED: Stage.IN_COURT,
    AppealResult.WITHDRAWN: Stage.DECIDED,
}
# Only somebody convicted is sentenced.
SENTENCED_AFTER = frozenset({DecisionKind.CONVICTED})
# The suspect was cleared, or the charge fell.
CLEARED = frozenset({DecisionKind.ACQUITTED, DecisionKind.DISMISSED})


def stage_after(step: str, stage: str) -> Stage | None:
    """The stage that a step leads to from this stage; None where it may not be taken."""
    return STEPS[step].get(stage)


def steps_at(stage: str) -> frozenset[str]:
    """The steps that may be taken at this stage; an appeal is answered while it is open."""
    open_steps = {step for step, ways in STEPS.items() if stage in ways}
    return frozenset(open_steps | ({"appeal_result"} if stage == Stage.APPEALED else set()))
