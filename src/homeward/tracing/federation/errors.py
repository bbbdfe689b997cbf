"""What is refused of a hand-over, beside what every run between nodes refuses."""

from homeward.tracing.errors import FederationError


class HandOverContradicts(FederationError):
    code = "hand_over_contradicts"
    template = (
        "The hand-over {reference} of {sender} contradicts itself: {reason}. Nothing was traced "
        "with it; ask {sender} to hand over again."
    )


class HandOverMisdirected(FederationError):
    code = "hand_over_misdirected"
    template = "The hand-over {reference} is for {receiver} and arrived at {state}."
