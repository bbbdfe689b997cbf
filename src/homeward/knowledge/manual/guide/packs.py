"""A pack of practices as a signed file: what it holds, how it is written, and how it is read.

The file is JSON: `pack` (canonical, RFC 8785, signed) and `signature`, a detached JWS with the
key of the node that made it. The signature says that nothing was changed since; who may read a
restricted pack is said inside, by the codes of roles, and of which environment the node was: a
pack of an exercise or a demonstration is taken in by no real node, nor the other way round.

Files of the first version name no environment. They count as those of a real node, whose key they
have to be signed with all the same.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from homeward.foundation.access.roles import Role
from homeward.knowledge.manual.errors import (
    PackFault,
    PackOfAnotherEnvironment,
    PackSignatureBroken,
    PracticeFault,
)
from homeward.knowledge.manual.guide.checking import check_links, check_practice
from homeward.knowledge.manual.guide.header import CODE
from homeward.knowledge.manual.guide.practice import LANGUAGES
from homeward.knowledge.manual.guide.reading import read_practice
from homeward.knowledge.manual.models import EVERYBODY
from homeward.wire.encoding import canonical
from homeward.wire.errors import WireError
from homeward.wire.header import Environment
from homeward.wire.keys import NodeKeys, PublicKeys
from homeward.wire.signatures import Typ, sign_detached, verify_detached

FORMAT, WRITTEN = "homeward-practice-pack", 2
FIRST, REAL = 1, "real"  # the version without an environment, and what it stands for
LARGEST, MOST_PRACTICES = 8 << 20, 300
_FIELDS = {
    "format",
    "v",
    "state",
    "code",
    "version",
    "title",
    "restricted",
    "roles",
    "issued_at",
    "practices",
    "environment",
}


@dataclass(frozen=True, slots=True)
class PackContent:
    """What a pack says: its practices by code, each with its source language and its texts.

    `environment` is that of the node that made it; `v` the version of the file.
    """

    state: str
    code: str
    version: int
    title: Mapping[str, str]
    restricted: bool
    roles: tuple[str, ...]
    issued_at: datetime
    practices: Mapping[str, Mapping[str, Any]]
    environment: str
    v: int = WRITTEN

    def to_json(self) -> dict[str, Any]:
        """The object that is signed."""
        named = {} if self.v == FIRST else {"environment": self.environment}
        return named | {
            "format": FORMAT,
            "v": self.v,
            "state": self.state,
            "code": self.code,
            "version": self.version,
            "title": dict(self.title),
            "restricted": self.restricted,
            "roles": list(self.roles),
            "issued_at": self.issued_at.astimezone(UTC).isoformat(),
            "practices": {
                code: {"source": one["source"], "files": dict(one["files"])}
                for code, one in self.practices.items()
            },
        }

    @property
    def digest(self) -> str:
        """SHA-256 of what is signed, in hexadecimal."""
        return hashlib.sha256(canonical(self.to_json())).hexdigest()


def signed_pack(content: PackContent, keys: NodeKeys) -> bytes:
    """The file of a pack, signed with a node's keys."""
    pack = content.to_json()
    signature = sign_detached(canonical(pack), Typ.PRACTICE_PACK, keys)
    return json.dumps({"pack": pack, "signature": signature}, ensure_ascii=False).encode()


def read_pack(raw: bytes, file: str) -> tuple[PackContent, str]:
    """What a file says and its signature, which is not checked yet. Raises PackFault."""
    if len(raw) > LARGEST:
        raise PackFault(file=file, field="-", problem=_("it is larger than 8 MB"))
    try:
        whole = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise PackFault(file=file, field="-", problem=_("it is no JSON")) from None
    pack = whole.get("pack") if isinstance(whole, dict) else None
    if not isinstance(pack, dict) or not isinstance(whole.get("signature"), str):
        problem = _("it holds no pack with a signature")
        raise PackFault(file=file, field="pack", problem=problem)
    try:
        canonical(pack)
    except WireError:  # nothing that can be signed: broken signs, figures with a point
        problem = _("it holds no pack with a signature")
        raise PackFault(file=file, field="pack", problem=problem) from None
    return _content(pack, file), whole["signature"]


def check_signature(
    content: PackContent, signature: str, keys: Iterable[PublicKeys], file: str
) -> str:
    """The id of the key that signed the pack. Raises PackSignatureBroken."""
    known = tuple(keys)
    if not known:
        problem = _("this node knows no key of that State")
        raise PackSignatureBroken(file=file, state=content.state, problem=problem)
    try:
        raw = canonical(content.to_json())
        return verify_detached(signature, raw, Typ.PRACTICE_PACK, known, "pack").key_id
    except WireError:
        problem = _("the signature does not fit")
        raise PackSignatureBroken(file=file, state=content.state, problem=problem) from None


def check_environment(content: PackContent, own: str, file: str) -> None:
    """A pack is for nodes of its own environment. Raises PackOfAnotherEnvironment."""
    if content.environment != own:
        raise PackOfAnotherEnvironment(file=file, made=content.environment, environment=own)


def check_pack_links(
    content: PackContent, practices: Collection[str], playbooks: Collection[str]
) -> None:
    """Every link of a pack leads into it, or to something that is known. Raises PackFault.

    `practices` and `playbooks` are the codes that are known beside the pack's own.
    """
    known = {*practices, *content.practices}
    for code, one in content.practices.items():
        practice = read_practice(code, one["files"], name=_named(code), source=one["source"])
        try:
            check_links(practice, practices=known, playbooks=playbooks, name=_named(code))
        except PracticeFault as fault:
            raise PackFault(
                file=content.code, field=str(fault.params["file"]), problem=fault.sentence()
            ) from None


def _content(pack: Mapping[str, Any], file: str) -> PackContent:
    def fail(field: str, problem: str) -> PackFault:
        return PackFault(file=file, field=field, problem=problem)

    is_first = type(pack.get("v")) is int and pack.get("v") == FIRST
    wanted = _FIELDS - {"environment"} if is_first else _FIELDS
    for name in sorted(wanted - set(pack)):
        raise fail(name, _("it is missing"))
    for name in sorted(set(pack) - wanted):
        raise fail(name, _("nobody knows this field"))
    if pack["format"] != FORMAT or not (is_first or pack["v"] == WRITTEN):
        raise fail("format", _("this node reads version %(n)s of packs") % {"n": WRITTEN})
    environment = REAL if is_first else pack["environment"]
    if environment not in list(Environment):
        raise fail("environment", _("real, exercise or demo is expected"))
    state, code = pack["state"], pack["code"]
    if not isinstance(state, str) or len(state) != 2 or not state.isupper():
        raise fail("state", _("a code of two capital letters is expected"))
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise fail("code", _("small letters, figures and hyphens only, at most 40"))
    version = pack["version"]
    if type(version) is not int or not 1 <= version <= 1_000_000:
        raise fail("version", _("a whole number is expected"))
    if type(pack["restricted"]) is not bool:
        raise fail("restricted", _("true or false is expected"))
    title = pack["title"]
    if not isinstance(title, dict) or not title or not set(title) <= set(LANGUAGES):
        raise fail("title", _("a title by language is expected"))
    if not all(isinstance(one, str) and 0 < len(one.strip()) <= 90 for one in title.values()):
        raise fail("title", _("one line of text is expected, with no blanks around it"))
    return PackContent(
        state=state,
        code=code,
        version=version,
        title=title,
        restricted=pack["restricted"],
        roles=_roles(pack, fail),
        issued_at=_time(pack, fail),
        practices=_practices(pack["practices"], fail),
        environment=str(environment),
        v=FIRST if is_first else WRITTEN,
    )


def _roles(pack: Mapping[str, Any], fail: Any) -> tuple[str, ...]:
    roles = pack["roles"]
    known = {EVERYBODY, *Role.values}
    named = isinstance(roles, list) and all(isinstance(one, str) for one in roles)
    if not named or not roles or not set(roles) <= known:
        listed = ", ".join(sorted(known))
        raise fail("roles", _("some of these are expected: %(list)s") % {"list": listed})
    if pack["restricted"] and EVERYBODY in roles:
        raise fail("roles", _("a restricted pack names its roles"))
    return tuple(roles)


def _time(pack: Mapping[str, Any], fail: Any) -> datetime:
    try:
        found = datetime.fromisoformat(pack["issued_at"])
    except (TypeError, ValueError):
        raise fail("issued_at", _("a time with its zone is expected")) from None
    if found.tzinfo is None:
        raise fail("issued_at", _("a time with its zone is expected"))
    return found.astimezone(UTC)


def _practices(found: Any, fail: Any) -> dict[str, Any]:
    if not isinstance(found, dict) or not 0 < len(found) <= MOST_PRACTICES:
        most = _("from %(least)s to %(most)s practices") % {"least": 1, "most": MOST_PRACTICES}
        raise fail("practices", most)
    for code, one in found.items():
        good = isinstance(one, dict) and set(one) == {"source", "files"}
        files = one.get("files") if good else None
        texts = [one["source"], *files.values()] if isinstance(files, dict) else [None]
        if not all(isinstance(text, str) for text in texts):
            raise fail(f"practices {code}", _("source and files are expected"))
        try:
            practice = read_practice(code, one["files"], name=_named(code), source=one["source"])
            check_practice(practice, name=_named(code))
        except PracticeFault as fault:
            raise fail(str(fault.params["file"]), fault.sentence()) from None
    return found


def _named(code: str) -> Any:
    return lambda language: f"{code} ({language})"
