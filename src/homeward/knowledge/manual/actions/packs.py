"""Packs of practices: made and signed here, loaded from a file, and taken away again."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from homeward.foundation.access.models import User
from homeward.foundation.exchange.keys import keys_of
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import every_own_public_key, own_keys
from homeward.knowledge.manual.access import check_may_adapt
from homeward.knowledge.manual.errors import PackOlder, PackRestricted
from homeward.knowledge.manual.guide import finding
from homeward.knowledge.manual.guide.library import (
    library,
    practices_of_pack,
    texts_in_force,
)
from homeward.knowledge.manual.guide.packs import (
    PackContent,
    check_environment,
    check_pack_links,
    check_signature,
    read_pack,
    signed_pack,
)
from homeward.knowledge.manual.guide.shelf import shipped
from homeward.knowledge.manual.guide.words import in_own_language
from homeward.knowledge.manual.models import EVERYBODY, PracticePack
from homeward.knowledge.manual.shelf import shipped as playbooks


@transaction.atomic
def make_pack(
    code: str,
    version: int,
    title: Mapping[str, str],
    practices: Sequence[str],
    *,
    user: User,
    roles: Sequence[str] = (),
) -> bytes:
    """A signed file of practices that are in force here; with `roles` restricted to them.

    An open pack is for any node, a restricted one for nodes of this State. Raises Forbidden,
    NotFound, PackFault where a link would lead nowhere on another node, and PackRestricted where an
    open pack would hold what is not for everybody.
    """
    check_may_adapt(user, code)
    known = library(user)
    if not roles and any(known[one].restricted for one in practices if one in known):
        raise PackRestricted
    content = PackContent(
        state=settings.HOMEWARD_STATE,
        code=code,
        version=version,
        title=title,
        restricted=bool(roles),
        roles=tuple(roles) or (EVERYBODY,),
        issued_at=datetime.now(UTC).replace(microsecond=0),
        practices=_texts(user, practices),
        environment=settings.HOMEWARD_ENVIRONMENT,
    )
    # Whoever receives it knows what is shipped, and the pack.
    check_pack_links(content, shipped(), playbooks())
    made = signed_pack(content, own_keys())
    read_pack(made, code)  # what is sent out is read by whoever receives it
    _record("manual.pack_made", content, user)
    return made


def _texts(user: User, practices: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for code in practices:
        source, files = texts_in_force(user, code)
        found[code] = {"source": source, "files": files}
    return found


def checked_pack(raw: bytes, file: str, *, user: User) -> tuple[PackContent, str]:
    """What a file holds that may be loaded, and the id of the key that signed it; nothing is.

    Raises Forbidden, PackFault, PackOfAnotherEnvironment, PackSignatureBroken, PackRestricted and
    PackOlder.
    """
    check_may_adapt(user, file)
    content, signature = read_pack(raw, file)
    check_environment(content, settings.HOMEWARD_ENVIRONMENT, file)
    own = content.state == settings.HOMEWARD_STATE
    keys = every_own_public_key() if own else list(keys_of(content.state))
    key_id = check_signature(content, signature, keys, file)
    if content.restricted and not own:
        raise PackRestricted
    _check_newer(content)
    check_pack_links(content, library(user), playbooks())
    return content, key_id


@transaction.atomic
def load_pack(raw: bytes, file: str, *, user: User) -> PracticePack:
    """Load a pack from a file, in place of its older version, which is then nobody's any more: also
    where fewer may read the new one.

    Raises Forbidden, PackFault, PackOfAnotherEnvironment, PackSignatureBroken and PackOlder;
    nothing is loaded then.
    """
    content, key_id = checked_pack(raw, file, user=user)
    try:
        with transaction.atomic():
            pack = PracticePack.objects.create(
                code=content.code,
                version=content.version,
                state=content.state,
                title=dict(content.title),
                restricted=content.restricted,
                roles=list(content.roles),
                content={code: dict(one) for code, one in content.practices.items()},
                digest=content.digest,
                key_id=key_id,
                issued_at=content.issued_at,
                loaded_by=user.pk,
                loaded_at=datetime.now(UTC),
            )
    except IntegrityError:  # somebody was quicker
        raise _older(content, content.version) from None
    older = PracticePack.objects.filter(state=pack.state, code=pack.code, removed_at=None)
    older.exclude(pk=pack.pk).update(removed_by=user.pk, removed_at=pack.loaded_at)
    helds = list(practices_of_pack(pack).values())
    finding.take_out(helds[0].origin)
    finding.read_in(helds, pack.roles)
    _record("manual.pack_loaded", content, user)
    return pack


def _check_newer(content: PackContent) -> None:
    mine = PracticePack.objects.filter(state=content.state, code=content.code)
    last = mine.order_by("-version").first()
    if last is not None and last.version >= content.version:
        raise _older(content, last.version)


def _older(content: PackContent, loaded: int) -> PackOlder:
    return PackOlder(
        pack=in_own_language(dict(content.title)),
        state=content.state,
        loaded=loaded,
        version=content.version,
    )


@transaction.atomic
def remove_pack(pack: PracticePack, *, user: User) -> None:
    """Take every loaded version of a pack out of use; they are kept, an older one stays refused."""
    check_may_adapt(user, pack.code)
    same = PracticePack.objects.filter(state=pack.state, code=pack.code, removed_at=None)
    same.update(removed_by=user.pk, removed_at=datetime.now(UTC))
    finding.take_out(f"pack {pack.state} {pack.code}")
    record(
        "manual.pack_removed",
        actor=user.actor,
        subject=("practice_pack", f"{pack.state} {pack.code}"),
        pack=pack.code,
        state=pack.state,
        version=pack.version,
    )


def _record(verb: str, content: PackContent, user: User) -> None:
    record(
        verb,
        actor=user.actor,
        subject=("practice_pack", f"{content.state} {content.code}"),
        pack=content.code,
        state=content.state,
        version=content.version,
        digest=content.digest,
        restricted=content.restricted,
    )
