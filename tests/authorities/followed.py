"""A node that follows a directory made in a folder of the test's own."""

from datetime import timedelta
from pathlib import Path

from homeward.foundation.authorities.actions.directories import (
    Refreshed,
    follow_directory,
    refresh_directory,
)
from homeward.foundation.authorities.actions.peers import read_card
from homeward.foundation.authorities.models import Directory, DirectoryNews
from homeward.foundation.guard.actor import service
from homeward.foundation.guard.context import opened
from homeward.wire.directory.sources import folder_source
from homeward.wire.hand_over import HandOver, sign_hand_over
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys
from tests.wire.directory.made import World, an_entry, now

SETUP = service("setup")


def follow(world: World, *, url: str = "") -> int:
    """Follow `world` by its first root; returns the directory's number. Nothing is fetched yet."""
    from homeward.wire.directory.marks import read_root, root_fingerprint

    root, _ = read_root(world.first_root)
    with opened(SETUP):
        return follow_directory(
            world.first_root,
            read_fingerprint=root_fingerprint(root),
            first_reader="Ada",
            second_reader="Ben",
            url=url,
            actor=SETUP,
        ).pk


def refresh(number: int, folder: Path) -> Refreshed:
    """Take over what lies in a folder."""
    return refresh_directory(number, actor=SETUP, source=folder_source(folder))


def news(number: int) -> list[tuple[str, str]]:
    """State and kind of every change, the earliest first."""
    with opened(SETUP):
        found = DirectoryNews.objects.filter(directory_id=number).order_by("pk")
        return [(one.state, one.kind) for one in found]


def held(number: int) -> Directory:
    """The directory's row."""
    with opened(SETUP):
        return Directory.objects.get(pk=number)


def handed_over(old: NodeKeys, new: NodeKeys, state: str = "XB", days: int = 10) -> str:
    """The old keys' word for the new ones."""
    statement = HandOver(
        environment=Environment.DEMO,
        state=state,
        old=old.public,
        new=new.public,
        at=now() - timedelta(seconds=1),
        until=now() + timedelta(days=days),
    )
    return sign_hand_over(statement, old)


def rotate(world: World, state: str, *, signed: bool) -> NodeKeys:
    """The State's entry names new keys, with or without the old ones' word; published."""
    old, new = world.nodes[state], NodeKeys.generate()
    world.nodes[state] = new
    statements = (handed_over(old, new, state),) if signed else ()
    world.submit(state, entry=an_entry(state, new, hand_overs=statements))
    world.publish()
    return new


def card_of(
    state: str, keys: NodeKeys, *, hand_overs: tuple[str, ...] = (), url: str = ""
) -> bytes:
    """The signed card of a State's node."""
    entry = an_entry(state, keys, hand_overs=hand_overs, url=url)
    assert entry.card is not None
    return entry.card.encode()


def fingerprint_of(card: bytes) -> str:
    """What two persons would read."""
    return read_card(card).fingerprint
