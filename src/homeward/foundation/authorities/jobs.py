"""Work for the worker: directories are refreshed, announced keys take over at their time."""

import logging
from datetime import UTC, datetime

from django.conf import settings

from homeward.foundation.authorities.actions.announced import take_announced, take_waiting
from homeward.foundation.authorities.actions.announcing import announce_again
from homeward.foundation.authorities.actions.directories import (
    refresh_directory,
    take_due,
)
from homeward.foundation.authorities.actions.own import switch_own_keys
from homeward.foundation.authorities.actions.pings import close_overdue
from homeward.foundation.authorities.errors import DirectoryUnknown
from homeward.foundation.guard.actor import Actor, service
from homeward.foundation.guard.context import opened
from homeward.foundation.guard.jobs import job

DIRECTORY = service("directory")
DUTY, EXCHANGE = service("duty"), service("exchange")
log = logging.getLogger(__name__)


@job("authorities.refresh_directory", in_transaction=False)
def refresh(*, actor: Actor, directory: int) -> None:
    """Fetch a directory and take it over. Repeating it is harmless."""
    try:
        refresh_directory(directory, actor=actor)
    except DirectoryUnknown:
        log.info("The directory %s is not followed any more.", directory)


@job("authorities.take_announced")
def take_contacts(*, actor: Actor, state: str) -> None:
    """Take over what a State's node announced of its authorities. Repeating it is harmless."""
    take_announced(state, actor=actor)


def keep_directories() -> None:
    """What is done every now and then: each directory that is due gets a job of its own.

    What could not be taken over or told before is tried again, and no desk is kept busy with tests
    whose time is over.
    """
    with opened(DIRECTORY):
        switch_own_keys(actor=DIRECTORY)
        minutes = settings.HOMEWARD_DIRECTORY_REFRESH_MINUTES
        for number in take_due(datetime.now(UTC), minutes):
            refresh.defer(actor=DIRECTORY, directory=number)
    with opened(DIRECTORY):
        take_waiting(actor=DIRECTORY)
    with opened(EXCHANGE):
        announce_again(actor=EXCHANGE)
    with opened(DUTY):
        close_overdue(datetime.now(UTC), actor=DUTY)
