"""Writes of the directory."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from homeward.foundation.authorities.errors import (
    FingerprintMismatch,
    OtherEnvironment,
    UnknownState,
)
from homeward.foundation.authorities.models import Authority, Node, State
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.wire.cards import verify_card
from homeward.wire.errors import WrongEnvironment
from homeward.wire.header import Environment


@transaction.atomic
def load_directory(directory: dict[str, Any], *, actor: Actor) -> int:
    """Enter States and authorities from a directory document; returns the number of authorities.

    Entries that are there already are brought up to date; nothing is removed.
    """
    count = 0
    for state in directory["states"]:
        row, _ = State.objects.update_or_create(
            code=state["code"],
            defaults={"name": state["name"], "languages": state["languages"]},
        )
        for authority in state["authorities"]:
            Authority.objects.update_or_create(
                code=authority["code"],
                defaults={
                    "state": row,
                    "name": authority["name"],
                    "functions": authority["functions"],
                    "email": authority.get("email", ""),
                    "phone": authority.get("phone", ""),
                    "always_reachable": authority.get("always_reachable", False),
                },
            )
            count += 1
    record("authorities.directory_loaded", actor=actor, authorities=count)
    return count


@transaction.atomic
def pin_node(card: bytes, *, read_fingerprint: str, actor: Actor) -> Node:
    """Trust a node's keys after its card's fingerprint was compared over another channel.

    Raises FingerprintMismatch, OtherEnvironment, UnknownState, or the wire's error when the card
    is not signed by its own key.
    """
    ours = Environment(settings.HOMEWARD_ENVIRONMENT)
    try:
        peer = verify_card(card, environment=ours, now=datetime.now(UTC))
    except WrongEnvironment as error:
        raise OtherEnvironment(theirs=error.params["environment"], ours=ours.value) from None
    if "".join(read_fingerprint.split()) != "".join(peer.fingerprint.split()):
        raise FingerprintMismatch
    state = State.objects.filter(pk=peer.state).first()
    if state is None:
        raise UnknownState(state=peer.state)
    node, _ = Node.objects.update_or_create(
        state=state,
        defaults={
            "url": peer.url,
            "card": card,
            "keys": peer.keys.to_json(),
            "fingerprint": peer.fingerprint,
            "pinned_by": actor.name,
        },
    )
    record("authorities.node_pinned", actor=actor, subject=("node", peer.state))
    return node
