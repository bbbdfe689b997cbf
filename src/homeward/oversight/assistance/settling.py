"""What all steps of a request come to: its stage, its priority, its offer, and what stands."""

from collections.abc import Iterable

from homeward.oversight.assistance.lifecycle import Folded, Made, Side, fold
from homeward.oversight.assistance.models import AssistanceRequest, AssistanceStep


def folded(steps: Iterable[AssistanceStep]) -> Folded:
    """What steps come to; keys are their numbers in the table."""
    return fold(
        Made(one.name, Side(one.side), one.number, one.seen, one.pk)
        for one in steps
        if not one.refused
    )


def last_number(request: AssistanceRequest, side: str) -> int:
    """The number of the last step of a side, 0 before the first."""
    last = request.steps.filter(side=side).order_by("-number").first()
    return last.number if last else 0


def settle(request: AssistanceRequest) -> None:
    """Bring the request up to date with its steps, and mark those that have no effect."""
    steps = list(request.steps.order_by("at", "pk"))
    found = folded(steps)
    standing = []
    for one in steps:
        is_lost = one.pk in found.lost
        if is_lost != one.lost:
            one.lost = is_lost
            one.save(update_fields=["lost"])
        if not is_lost and not one.refused:
            standing.append(one)
    request.stage = found.stage
    request.priority, request.offer, request.told = "", {}, {}
    for one in sorted(standing, key=lambda step: (step.number + step.seen, step.side)):
        _derive(request, one)
    request.revision += 1
    request.save()


def _derive(request: AssistanceRequest, step: AssistanceStep) -> None:
    if step.name == "approve":
        request.priority = step.data["priority"]
    elif step.name == "offer":
        request.offer, request.told = step.data, {}
    elif step.name == "turn_down":
        request.offer, request.told = {}, {}
    elif step.name == "tell_funding":
        request.told = step.data
