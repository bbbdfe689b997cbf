"""Refusals in the journal: every one leaves an entry `access.refused` with the error's code.

There are two ways, by what becomes of the request:

- The error leaves the view. `ContextMiddleware` rolls everything back, journals the refusal in a
  transaction of its own and shows its page. A view does nothing for it.
- The view puts the error on its form and shows the page again with status 400. The request's
  transaction then commits, so the view must see to it that the action left nothing behind, and
  that the refusal is journalled. The action runs in a savepoint of its own:

        try:
            with transaction.atomic():
                order_freeze(...)
        except HomewardError as error:
            note_refused(request.user, error, case_id=case.pk, compartment="finance")
            form.add_error(None, error.sentence())
            return render(request, "...", {"form": form}, status=400)

A wrong entry that the form itself finds (a missing field, a day that is no day) is no refusal.
"""

from django.http import HttpRequest

from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


def note_refused(
    user: User, error: HomewardError, *, case_id: int | None = None, compartment: str = ""
) -> None:
    """Journal in the present context that `user` was refused, after the action's savepoint is gone.

    Name case and compartment where they are known to `user`: members of the compartment read the
    entry then. Of the error only its code is kept, and the subject where it names one.
    """
    record(
        "access.refused",
        actor=user.actor,
        subject=_subject_of(error),
        case_id=case_id,
        compartment=compartment,
        code=error.code,
    )


def journal_refusal(request: HttpRequest, error: HomewardError, actor: Actor) -> None:
    """Journal that a whole request was refused; the middlewares do so, after the rollback."""
    record(
        "access.refused",
        actor=actor,
        subject=_subject_of(error),
        code=error.code,
        method=kept(request.method or ""),
        path=kept(request.path),
    )


def _subject_of(error: HomewardError) -> tuple[str, str]:
    if isinstance(error, NotFound | Forbidden):
        return error.params["subject_kind"], kept(error.params["subject_id"])
    return "", ""


def kept(text: str) -> str:
    """PostgreSQL keeps every character but the null, and a journal needs no more than this."""
    return text.replace("\x00", "\ufffd")[:500]
