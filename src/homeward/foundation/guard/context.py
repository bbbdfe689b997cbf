"""Opening the context of an actor for one transaction."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import connection, transaction

from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.errors import NestedContext
from homeward.foundation.guard.tokens import sign

T = TypeVar("T")
_current: ContextVar[Actor | None] = ContextVar("homeward_actor", default=None)
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("homeward_answers", default=None)
_settled: ContextVar[dict[Hashable, Any] | None] = ContextVar("homeward_settled", default=None)


def current_actor() -> Actor | None:
    """The actor of the opened context, or None outside any."""
    return _current.get()


@contextmanager
def opened(actor: Actor) -> Iterator[Actor]:
    """One transaction in which the database shows what `actor` may see, and nothing outside it.

    The context belongs to the top transaction: opening another actor inside it is refused, since
    PostgreSQL could not keep the two apart. Opening the same actor again is harmless.
    """
    outer = _current.get()
    if outer is not None:
        if outer != actor:
            raise NestedContext(f"{actor} was opened inside the transaction of {outer}.")
        with transaction.atomic():
            yield actor
        return
    mark, settled_mark = _current.set(actor), _settled.set({})
    try:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("select guard.open(%s)", [sign(actor, settings.GUARD_KEY)])
            yield actor
    finally:
        _current.reset(mark)
        _settled.reset(settled_mark)


def wait_at_most(milliseconds: int) -> None:
    """Bound each wait for a lock in the opened transaction.

    Where one is not to be had in the time the database refuses (SQLSTATE 55P03), and the
    transaction is undone.
    """
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [str(milliseconds)])


@contextmanager
def remembering() -> Iterator[None]:
    """Within one short transaction that does the same many times, `asked_once` asks once."""
    known = _answers.get()
    mark = _answers.set({} if known is None else known)
    try:
        yield
    finally:
        _answers.reset(mark)


def asked_once(question: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` returns, asked at most once within `remembering`, and every time outside it.

    For what nothing that is done there changes: who a peer is, which desk receives for whom.
    """
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    return cast("T", answers[question])


def was_asked(question: Hashable) -> bool:
    """Whether `asked_once` has the answer already."""
    answers = _answers.get()
    return answers is not None and question in answers


def settled(question: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` returns, asked at most once in an opened transaction, also where it changes rows.

    For what holds for the whole node and hardly ever changes, such as its lists. Whoever changes it
    calls `unsettle`. Outside of any context it is asked every time.
    """
    known = _settled.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return cast("T", known[question])


def unsettle(question: Hashable) -> None:
    """Let what is `settled` be asked anew, because this transaction has changed it."""
    known = _settled.get()
    if known is not None:
        known.pop(question, None)
