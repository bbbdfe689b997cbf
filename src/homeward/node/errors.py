"""The base of the errors that can arise before Django is there: a code, the facts, a sentence."""

from typing import ClassVar


class NodeError(Exception):
    """Something an administrator is told: what happened, why, and what to do.

    Subclasses declare `code` (stable, unique, snake_case) and `message`, a format whose named
    places `params` fill. The English sentence is complete without the code.
    """

    code: ClassVar[str] = "node_error"
    message: ClassVar[str] = "The node could not do what was asked."

    def __init__(self, **params: str | int) -> None:
        self.params: dict[str, str | int] = params
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The message with its places filled."""
        return self.message.format(**self.params)
