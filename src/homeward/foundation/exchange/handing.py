"""Handing messages over: those that go well together in bundles, any other by itself.

Only first attempts go together. What was tried before travels alone, so that a message over which
a bundle failed, or a peer's node does, is found out and stands in nobody's way. What is urgent
shares neither a line nor a neighbour's fate.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

from django.conf import settings

from homeward.foundation.exchange.codes import code_in
from homeward.foundation.exchange.outbox import Attempt
from homeward.foundation.exchange.posting import TOTAL, Answer, post
from homeward.wire.bundles import (
    MAX_ANSWERS_BYTES,
    MAX_IN_BUNDLE,
    AnswerLine,
    join_envelopes,
    split_answers,
)
from homeward.wire.errors import WireError

_TOGETHER = 4
"""Requests to one peer at the same time."""

_ROUND, _SHARE = 15.0, 1 / 3
"""Seconds, and of a courier's lease the share, after which a round hands over nothing more: what it
waits for then ends before the leases of the courier and of the messages do."""

_REQUEST_SHARE = 5 / 9
"""Of a courier's lease at most for one request: less than is left of it after its round."""

_BYTES_A_SECOND = 5 * 1024
"""Of a bundle, for each second that a request has: 125 KiB where it has all of its time. A line of
192 kbit/s carries four of them in that time, with room to spare, whatever the lease is."""

_ALONE_FOR, _ALONE_A_WHILE = 3600.0, 300.0
"""Seconds for which a node that knows no bundles, or answered one oddly, gets none."""

_OF_THE_MOMENT = (401, 429, 503)  # it may be otherwise the next time, with a bundle too
_NO_CONNECTION = ("ConnectError", "ConnectTimeout")

Answered = tuple[Attempt, Answer]


class _Plain:
    """Peers whose nodes know no bundles, as far as this process has learned."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._lock = Lock()

    def add(self, peer: str, seconds: float) -> None:
        with self._lock:
            self._until[peer] = time.monotonic() + seconds

    def __contains__(self, peer: str) -> bool:
        with self._lock:
            return self._until.get(peer, 0.0) > time.monotonic()

    def clear(self) -> None:
        with self._lock:
            self._until.clear()


plain = _Plain()


def hand_over(attempts: Sequence[Attempt]) -> Iterator[list[Answered]]:
    """Post messages to their peer, and give what became of them as it is known.

    What is left when the peer stays silent or the round is over is not given: it was not tried.
    """
    round_time = min(_ROUND, settings.HOMEWARD_EXCHANGE.lease * _SHARE)
    end, is_silent = time.monotonic() + round_time, Event()

    def post_unless_over(group: list[Attempt]) -> list[Answered]:
        if is_silent.is_set() or time.monotonic() > end:
            return []
        answers = _posted(group)
        if not all(answer.status for _, answer in answers):
            is_silent.set()
        return answers

    with ThreadPoolExecutor(_TOGETHER, thread_name_prefix="hand over") as pool:
        yield from pool.map(post_unless_over, _groups(attempts))


def _groups(attempts: Sequence[Attempt]) -> list[list[Attempt]]:
    """Messages that travel in one request; each group has the turn of its first message."""
    most_bytes = _request_time() * _BYTES_A_SECOND
    groups: list[list[Attempt]] = []
    open_group: list[Attempt] = []
    size = 0
    for attempt in attempts:
        length = len(attempt.envelope) + 1
        if attempt.is_alone or attempt.peer in plain or b"\n" in attempt.envelope:
            groups.append([attempt])
            continue
        is_full = len(open_group) == MAX_IN_BUNDLE or size + length > most_bytes
        if not open_group or is_full:
            open_group, size = [], 0
            groups.append(open_group)
        open_group.append(attempt)
        size += length
    return groups


def _posted(group: list[Attempt]) -> list[Answered]:
    if len(group) == 1:
        return [(group[0], post_one(group[0]))]
    answer = post(
        group[0].url,
        "/exchange/v1/bundles",
        join_envelopes([each.envelope for each in group]),
        content_type="application/x-ndjson",
        most=MAX_ANSWERS_BYTES,
        read=(200,),
        total=_request_time(),
    )
    if answer.failure in _NO_CONNECTION:
        # None of the messages can be why, so one of them is enough to count an attempt.
        return [(group[0], answer)]
    if answer.status in _OF_THE_MOMENT or not answer.status:
        if answer.status and answer.pause is None:
            plain.add(group[0].peer, _ALONE_A_WHILE)  # it may be of the address, not of the moment
        return [(each, answer) for each in group]
    if answer.status != 200 or answer.failure:
        # Whatever it was, each alone is taken or refused for what it is: they were not tried yet.
        plain.add(group[0].peer, _ALONE_FOR if answer.status in (404, 405) else _ALONE_A_WHILE)
        return []
    try:
        lines = split_answers(answer.body, len(group))
    except WireError as error:
        # It was answered, and nothing was said that could be believed.
        plain.add(group[0].peer, _ALONE_A_WHILE)
        return [(each, Answer(answer.status, failure=error.code)) for each in group]
    return [(each, _of_line(line)) for each, line in zip(group, lines, strict=True)]


def post_one(attempt: Attempt) -> Answer:
    """One message in a request of its own."""
    return post(attempt.url, "/exchange/v1/messages", attempt.envelope, total=_request_time())


def _request_time() -> float:
    """Seconds that one request to a peer may take."""
    return min(TOTAL, settings.HOMEWARD_EXCHANGE.lease * _REQUEST_SHARE)


def _of_line(line: AnswerLine) -> Answer:
    """What a line says, as if it had been the answer to the message alone."""
    if line.receipt:
        return Answer(line.status, line.receipt)
    words = f"http_{line.status} {code_in(line.code)}".rstrip()
    pause = line.retry_after if line.status in (429, 503) else None
    return Answer(line.status or 500, failure=words, pause=pause)
