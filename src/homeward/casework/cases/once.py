"""A form that is sent twice makes one thing: the second sending lands on the first's result.

The form carries a token that was made with its page, and the row keeps it in a unique column. So
two sendings that run side by side cannot both pass: the database lets the second wait for the
first, and then refuses it.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid4

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from homeward.casework.cases.visible import CleanForm
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.errors import HomewardError

T = TypeVar("T")


class OnceForm(CleanForm):
    """A form whose sending makes something new, once."""

    form_token = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    @property
    def token(self) -> UUID | None:
        """The token of a valid form; None where the sender used no page of ours."""
        found: UUID | None = self.cleaned_data.get("form_token")
        return found


def once(make: Callable[[], T], made: Callable[[UUID], T | None], token: UUID | None) -> T | None:
    """What `make` makes; None where the token was used before, and `made` finds its result.

    `made` looks for the row that keeps the token, as far as the sender may see it. Raises StaleForm
    for a token that was used and has no result for this sender. What the first sending made may
    stand in the way of the second under another name (somebody of this name is there already), so
    every refusal is asked whether it is that.
    """
    if token is None:
        return make()
    if made(token) is not None:
        return None
    try:
        with transaction.atomic():
            return make()
    except (IntegrityError, HomewardError) as error:
        if made(token) is not None:
            return None
        if "form_token" in str(error):  # somebody else's, or what it made is not open to the sender
            raise StaleForm from None
        raise


def sent_before() -> str:
    """What the sender is told where nothing was made again, in case he meant it."""
    return _(
        "This form had been sent before. What it made is here once; to add something else, open the"
        " form anew."
    )
