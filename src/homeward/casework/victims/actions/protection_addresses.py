"""Protected addresses: sealed, so that two members together open one, and linked to the file."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from homeward.casework.cases.actions.sealed import seal
from homeward.casework.cases.sealing import SealedKind
from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.errors.files import EndedAlready
from homeward.casework.victims.models import ProtectedAddress, SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment


@transaction.atomic
def protect_address(
    file: SupportFile, text: str, *, user: User, form_token: UUID | None = None
) -> ProtectedAddress:
    """Seal an address of the person; the file shows from now on only that there is one.

    Raises FileEnded.
    """
    lock_open(file)
    title = _("Protected address, support file %(number)s") % {"number": file.number}
    item = seal(
        file.case,
        SealedKind.ADDRESS,
        title,
        text,
        actor=user.actor,
        compartment=Compartment.VICTIMS,
        form_token=form_token,
    )
    made = ProtectedAddress.objects.create(**of_file(file), item=item, added_by=user)
    note_support(
        file, "victims.address_sealed", user, event=False
    )  # the sealed item has its own line
    return made


@transaction.atomic
def end_address(address: ProtectedAddress, reason: str, *, user: User) -> None:
    """Write that the person is not to be found there any more; raises EndedAlready."""
    held = ProtectedAddress.objects.select_for_update().get(pk=address.pk)
    if held.ended_at is not None:
        raise EndedAlready
    held.ended_at, held.ended_by, held.ended_why = datetime.now(UTC), user.pk, reason
    held.save(update_fields=["ended_at", "ended_by", "ended_why"])
    note_support(address.file, "victims.address_ended", user, page="protection/")
