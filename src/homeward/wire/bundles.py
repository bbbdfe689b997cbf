"""Several envelopes in one request, and what became of each in one answer (protocol §6.1).

Both are lines of JSON, each ended by the next line feed or the end. A bundle saves what a request
costs beside the message; it binds nothing together: every envelope stands or falls by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeward.wire.encoding import canonical, check_fields, check_size, parse_object
from homeward.wire.errors import Malformed
from homeward.wire.outer import MAX_ENVELOPE_BYTES
from homeward.wire.signatures import MAX_STATEMENT_BYTES

#: Envelopes in one bundle, so that the first is not long without its receipt.
MAX_IN_BUNDLE: Final = 16
#: A whole bundle is not longer than the longest envelope.
MAX_BUNDLE_BYTES: Final = MAX_ENVELOPE_BYTES
#: Around a receipt there is little else in a line of an answer.
MAX_ANSWERS_BYTES: Final = MAX_IN_BUNDLE * (MAX_STATEMENT_BYTES + 1024)

_BUNDLE: Final = "bundle"
_ANSWER: Final = "bundle's answer"
_NEEDED: Final = frozenset({"status"})
_OPTIONAL: Final = frozenset({"receipt", "code", "detail", "retry_after"})


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What became of one envelope: the status that it would have had alone, and what came with it.

    `receipt` is the signed receipt, empty where there is none; then `code` and `detail` say why.
    `retry_after` is in seconds, None where no pause is asked for.
    """

    status: int
    receipt: bytes = b""
    code: str = ""
    detail: str = ""
    retry_after: int | None = None


def join_envelopes(envelopes: Sequence[bytes]) -> bytes:
    """The body of a request for several envelopes, none of which holds a line feed."""
    return b"\n".join(envelopes)


def split_envelopes(raw: bytes) -> list[bytes]:
    """The envelopes in a bundle, of which nothing is known yet. Raises TooLarge, Malformed."""
    check_size(raw, MAX_BUNDLE_BYTES, _BUNDLE)
    lines = raw.split(b"\n")
    if len(lines) > MAX_IN_BUNDLE:
        raise Malformed(what=_BUNDLE, problem=f"it has more than {MAX_IN_BUNDLE} lines")
    if not all(lines):
        raise Malformed(what=_BUNDLE, problem="one of its lines is empty")
    return lines


def join_answers(answers: Sequence[AnswerLine]) -> bytes:
    """The body of the answer: one line for each envelope, in their order."""
    return b"\n".join(canonical(_to_json(answer)) for answer in answers)


def split_answers(raw: bytes, count: int) -> list[AnswerLine]:
    """The lines of an answer to a bundle of `count` envelopes. Raises TooLarge, Malformed.

    Nothing in a line is proved but by the receipt in it.
    """
    check_size(raw, MAX_ANSWERS_BYTES, _ANSWER)
    lines = raw.split(b"\n")
    if len(lines) != count:
        problem = f"it has {len(lines)} lines for {count} envelopes"
        raise Malformed(what=_ANSWER, problem=problem)
    return [_from_json(parse_object(line, _ANSWER)) for line in lines]


def _to_json(answer: AnswerLine) -> dict[str, Any]:
    line: dict[str, Any] = {"status": answer.status}
    if answer.receipt:
        return {**line, "receipt": answer.receipt.decode("ascii")}
    line |= {"code": answer.code, "detail": answer.detail}
    return line if answer.retry_after is None else {**line, "retry_after": answer.retry_after}


def _from_json(value: dict[str, Any]) -> AnswerLine:
    fields = check_fields(value, _NEEDED, _ANSWER, _OPTIONAL)
    receipt = _text(fields, "receipt")
    if not receipt.isascii():
        raise Malformed(what=_ANSWER, problem="receipt is not plain ASCII")
    return AnswerLine(
        status=_whole(fields["status"], "status"),
        receipt=receipt.encode("ascii"),
        code=_text(fields, "code"),
        detail=_text(fields, "detail"),
        retry_after=_whole(fields["retry_after"], "retry_after")
        if "retry_after" in fields
        else None,
    )


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise Malformed(what=_ANSWER, problem=f"{name} is not text")
    return value


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000_000:
        raise Malformed(what=_ANSWER, problem=f"{name} is not a whole number of its range")
    return value
