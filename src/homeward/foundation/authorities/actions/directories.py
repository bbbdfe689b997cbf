"""Directories: followed by a fingerprint, refreshed from an address or from files, given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from homeward.foundation.authorities.actions.entries import take_over
from homeward.foundation.authorities.actions.peers import own_environment
from homeward.foundation.authorities.errors import (
    DirectoryKnown,
    DirectoryRefused,
    DirectoryUnknown,
    ReadersNotTwo,
)
from homeward.foundation.authorities.models import Directory, DirectoryFile, Node
from homeward.foundation.authorities.reaching import check_address, url_source
from homeward.foundation.errors import HomewardError
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.context import opened
from homeward.foundation.journal.actions import record
from homeward.wire.directory.client import VerifiedDirectory, verify_directory
from homeward.wire.directory.errors import DirectoryUnreachable
from homeward.wire.directory.marks import check_environment, check_fingerprint, read_root
from homeward.wire.directory.sources import Source
from homeward.wire.errors import WireError


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of a refresh: how many changes, or the problem's code and sentence."""

    changes: int
    problem: str = ""
    sentence: str = ""


@transaction.atomic
def follow_directory(
    root: bytes,
    *,
    read_fingerprint: str,
    first_reader: str,
    second_reader: str,
    url: str,
    actor: Actor,
) -> Directory:
    """Follow the directory of `root` once two persons read its fingerprint from two channels.

    Nothing is fetched yet: `refresh_directory` does. A directory that was given up is followed
    again from what was trusted of it last. Raises ReadersNotTwo, DirectoryRefused, DirectoryKnown,
    AddressNotAllowed, AddressUnknown.
    """
    readers = [" ".join(name.split()) for name in (first_reader, second_reader)]
    if url.strip():
        check_address(url.strip())
    if not all(readers) or readers[0].casefold() == readers[1].casefold():
        raise ReadersNotTwo
    try:
        metadata, mark = read_root(root)
        check_environment(mark, own_environment())
        check_fingerprint(metadata, read_fingerprint)
    except WireError as error:
        raise DirectoryRefused(sentence=str(error), reason=error.code) from None
    held = Directory.objects.filter(directory_id=mark.directory).first()
    if held is not None and held.is_followed:
        raise DirectoryKnown(name=held.name)
    directory, _ = Directory.objects.update_or_create(
        directory_id=mark.directory,
        defaults={
            "name": mark.name,
            "fingerprint": " ".join(read_fingerprint.split()),
            "url": url.strip(),
            "root": root,
            "is_followed": True,
            "first_reader": readers[0][:100],
            "second_reader": readers[1][:100],
            "added_by": actor.name,
        },
        create_defaults={
            "name": mark.name,
            "fingerprint": " ".join(read_fingerprint.split()),
            "url": url.strip(),
            "root": root,
            "newest_root": root,
            "first_reader": readers[0][:100],
            "second_reader": readers[1][:100],
            "added_by": actor.name,
        },
    )
    record(
        "authorities.directory_followed",
        actor=actor,
        subject=("directory", directory.pk),
        directory=mark.directory,
        readers=readers,
    )
    return directory


@transaction.atomic
def unfollow_directory(number: int, *, actor: Actor) -> None:
    """Follow a directory no longer. Nodes known from it stay, as if they had been pinned.

    Nothing is cut off in the middle of a case; whoever is not to be trusted is unpinned. Raises
    DirectoryUnknown.
    """
    directory = directory_of(number)
    directory.is_followed = False
    directory.save(update_fields=["is_followed"])
    kept = Node.objects.filter(directory=directory).update(directory=None, role_keys=[])
    record(
        "authorities.directory_given_up",
        actor=actor,
        subject=("directory", directory.pk),
        nodes=kept,
    )


def directory_of(number: int) -> Directory:
    """A directory that is followed. Raises DirectoryUnknown."""
    directory = Directory.objects.filter(pk=number, is_followed=True).first()
    if directory is None:
        raise DirectoryUnknown(number=number)
    return directory


def refresh_directory(number: int, *, actor: Actor, source: Source | None = None) -> Refreshed:
    """Verify the newest state of a directory and take it over, from its address or from `source`.

    Opens its own contexts: nothing is held while files are fetched. What is wrong is recorded,
    journalled and returned, and changes nothing else. Raises DirectoryUnknown.
    """
    with opened(actor):
        directory = directory_of(number)
        root, url = bytes(directory.root), directory.url
        files = DirectoryFile.objects.filter(directory=directory)
        stored = {one.name: bytes(one.content) for one in files}
    verified = _verified(root, url, source, stored)
    with opened(actor):
        locked = Directory.objects.select_for_update().get(pk=number)
        if isinstance(verified, Refreshed):
            _note_problem(locked, verified, actor)
            return verified
        # The root first: whoever lost the publishing keys begins anew with others, and lower.
        older = (verified.root_version, verified.version) < (locked.root_version, locked.version)
        if older or not locked.is_followed:
            return Refreshed(0)  # another refresh was faster, or the directory was given up
        return Refreshed(_take_over(locked, verified, actor))


def _verified(
    root: bytes, url: str, source: Source | None, stored: Mapping[str, bytes]
) -> VerifiedDirectory | Refreshed:
    try:
        if source is None and not url:
            problem = "it has no address; give its files on a medium"
            raise DirectoryUnreachable(file="metadata/timestamp.json", problem=problem)
        return verify_directory(
            root,
            source or url_source(url),
            environment=own_environment(),
            stored=stored,
            now=datetime.now(UTC),
        )
    except WireError as error:
        return Refreshed(0, error.code, str(error))
    except HomewardError as error:
        return Refreshed(0, error.code, error.sentence())


def _note_problem(directory: Directory, found: Refreshed, actor: Actor) -> None:
    """What is wrong is journalled when it is news; the page shows it until a refresh succeeds."""
    news = directory.problem != found.problem
    directory.problem, directory.problem_text = found.problem, found.sentence
    directory.tried_at = datetime.now(UTC)
    directory.save(update_fields=["problem", "problem_text", "tried_at"])
    if news:
        record(
            "authorities.directory_problem",
            actor=actor,
            subject=("directory", directory.pk),
            code=found.problem,
        )


def _take_over(directory: Directory, verified: VerifiedDirectory, actor: Actor) -> int:
    before = (directory.version, directory.root_version)
    changes = take_over(directory, verified, actor=actor)
    _keep_files(directory, verified.stored)
    directory.name, directory.newest_root = verified.mark.name, verified.root
    directory.root_version, directory.version = verified.root_version, verified.version
    directory.expires_at = verified.expires
    directory.refreshed_at = directory.tried_at = datetime.now(UTC)
    directory.problem = directory.problem_text = ""
    directory.save()
    if changes or before != (verified.version, verified.root_version):
        record(
            "authorities.directory_refreshed",
            actor=actor,
            subject=("directory", directory.pk),
            version=verified.version,
            root=verified.root_version,
            changes=changes,
        )
    return changes


def _keep_files(directory: Directory, stored: Mapping[str, bytes]) -> None:
    held = {one.name: one for one in DirectoryFile.objects.filter(directory=directory)}
    for name, content in stored.items():
        if name not in held:
            DirectoryFile.objects.create(directory=directory, name=name, content=content)
        elif bytes(held[name].content) != content:
            held[name].content = content
            held[name].save(update_fields=["content"])
    gone = held.keys() - stored.keys()
    DirectoryFile.objects.filter(directory=directory, name__in=gone).delete()


def take_due(now: datetime, minutes: int) -> list[int]:
    """The directories with an address that nobody looked at for so long; they are then left alone
    for as long, so that each is given to one job."""
    before = now - timedelta(minutes=minutes)
    unseen = Q(tried_at__isnull=True) | Q(tried_at__lte=before)
    due = Directory.objects.filter(unseen, is_followed=True).exclude(url="")
    found = list(due.values_list("pk", flat=True))
    Directory.objects.filter(pk__in=found).update(tried_at=now)
    return found
