"""The one base of every room's errors: a stable code, the facts, and a translatable sentence.

A room declares its own in its `errors.py`:

    class OrderExpired(HomewardError):
        code = "order_expired"
        status = 409
        message = gettext_lazy(
            "The order %(reference)s expired on %(day)s. Renew it before you act on it."
        )

The sentence says what happened, why and what to do, without blame, and never shows whether a
record exists that the reader may not see.
"""

import re
from typing import Any, ClassVar

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

PLACEHOLDER = re.compile(r"%\((\w+)\)")


class HomewardError(Exception):
    """An error with a stable `code`, its `params`, a translatable `message` and an HTTP `status`.

    `params` are given by keyword and must be exactly the placeholders of `message`; a missing one
    is a mistake of the programmer (TypeError), more are allowed and travel with the error.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: ClassVar[str | Promise] = gettext_lazy(
        "The request could not be carried out. Go back and try again."
    )

    def __init__(self, **params: Any) -> None:
        self.params = params
        missing = set(PLACEHOLDER.findall(str(self.message))) - set(params)
        if missing:
            names = ", ".join(sorted(missing))
            raise TypeError(f"{type(self).__name__} needs the parameters: {names}")
        super().__init__(self.code)

    def sentence(self) -> str:
        """The message in the language that is active now."""
        return str(self.message) % self.params

    def __str__(self) -> str:
        with translation.override("en"):
            return self.sentence()

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.params)

    def problem(self) -> dict[str, Any]:
        """The error as a problem document (RFC 9457) for programs."""
        return {
            "type": f"urn:homeward:error:{self.code}",
            "title": self.sentence(),
            "status": self.status,
            "code": self.code,
            "params": {name: _plain(value) for name, value in self.params.items()},
        }


def _rebuild(kind: type[HomewardError], params: dict[str, Any]) -> HomewardError:
    return kind(**params)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)
