"""Rotating this node's own keys."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from homeward.foundation.authorities.card import own_card
from homeward.foundation.authorities.errors import OwnKeyUnknown
from homeward.foundation.authorities.models import OwnRevocation
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import (
    announce_keys,
    destroy_keys,
    own_key_list,
    switch_keys,
)
from homeward.wire.directory.entries import RevokedKey

#: How long peers have to learn of new keys before those sign, and how long the old ones last then.
LEAD = timedelta(days=7)
OVERLAP = timedelta(days=30)
#: Retired keys are kept at least so long: a message lives for 14 days unless its sender says more.
KEPT = timedelta(days=30)


@transaction.atomic
def announce_own_keys(
    *, actor: Actor, lead: timedelta = LEAD, overlap: timedelta = OVERLAP, second: bool = False
) -> tuple[bytes, str]:
    """Make new keys that sign after `lead`; returns the new card and its fingerprint.

    With `second` they sign with ML-DSA-65 too; all that follow do so then. Hand the card to every
    peer and into the directory before. Raises KeysAnnounced.
    """
    keys = announce_keys(lead=lead, overlap=overlap, second=second)
    record("authorities.own_keys_announced", actor=actor, key=keys.key_id)
    return own_card()


@transaction.atomic
def revoke_own_keys(
    key_ids: Sequence[str], *, reason: str, actor: Actor, unlisted: bool = False
) -> None:
    """Say from now on, in every entry of this State, that these keys must not be believed.

    What was revoked before stays as it was. `unlisted` lets ids pass that this node never had, such
    as those of a node that was lost. Raises OwnKeyUnknown, Malformed.
    """
    now, own = datetime.now(UTC), {one.key_id for one in own_key_list()}
    for key_id in key_ids:
        revoked = RevokedKey(key=key_id, at=now, reason=reason)
        if key_id not in own and not unlisted:
            raise OwnKeyUnknown(key=key_id)
        _, new = OwnRevocation.objects.get_or_create(
            key_id=key_id, defaults={"at": now, "reason": revoked.reason}
        )
        if new:
            record("authorities.own_key_revoked", actor=actor, key=key_id)


@transaction.atomic
def switch_own_keys(*, actor: Actor, at_once: bool = False) -> bool:
    """Let announced keys sign whose time has come (or at once); whether there were any."""
    switched = switch_keys(at_once=at_once)
    if switched:
        record("authorities.own_keys_switched", actor=actor)
    return switched


@transaction.atomic
def destroy_own_keys(*, actor: Actor, kept: timedelta = KEPT, at_once: bool = False) -> int:
    """Destroy retired keys that were kept for so long; returns how many. There is no way back.

    Keys that peers were told would be good for longer stay, unless `at_once`. Raises KeysPromised
    where only such are left.
    """
    count = destroy_keys(retired_before=datetime.now(UTC) - kept, at_once=at_once)
    if count:
        record("authorities.own_keys_destroyed", actor=actor, count=count)
    return count
