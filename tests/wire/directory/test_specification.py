"""docs/reference/directory.md holds: a second reader, written from it alone, checks a directory.

It uses JSON, hashes and bare Ed25519 only, none of the library.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from homeward.wire.directory import errors
from homeward.wire.directory.marks import read_root, root_fingerprint
from homeward.wire.errors import WireError
from tests.wire.directory.made import World

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "directory.md"


def canonical(value: Any) -> str:
    """TUF's canonical JSON: names in order, no spaces, only quote and backslash escaped."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(k)}:{canonical(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value)


def read(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "metadata" / name).read_text())
    return content


def valid_signatures(document: dict[str, Any], keys: dict[str, Any], role: dict[str, Any]) -> int:
    signed = canonical(document["signed"]).encode()
    count = 0
    for signature in document["signatures"]:
        if signature["keyid"] not in role["keyids"]:
            continue
        public = bytes.fromhex(keys[signature["keyid"]]["keyval"]["public"])
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(
                bytes.fromhex(signature["sig"]), signed
            )
        except InvalidSignature:
            continue
        count += 1
    return count


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "directory")
    made.add("XB")
    return made


def test_a_second_reader_agrees(world: World) -> None:
    folder = world.folder
    root = read(folder, "1.root.json")
    keys, roles = root["signed"]["keys"], root["signed"]["roles"]
    assert valid_signatures(root, keys, roles["root"]) >= roles["root"]["threshold"] == 3
    timestamp = read(folder, "timestamp.json")
    assert valid_signatures(timestamp, keys, roles["timestamp"]) == 1
    number = timestamp["signed"]["meta"]["snapshot.json"]["version"]
    snapshot = read(folder, f"{number}.snapshot.json")
    assert valid_signatures(snapshot, keys, roles["snapshot"]) == 1
    targets = read(folder, f"{snapshot['signed']['meta']['targets.json']['version']}.targets.json")
    assert valid_signatures(targets, keys, roles["targets"]) == 1
    delegations = targets["signed"]["delegations"]
    (role,) = delegations["roles"]
    assert (role["name"], role["paths"], role["terminating"]) == ("XB", ["XB/*"], True)
    part = read(folder, f"{snapshot['signed']['meta']['XB.json']['version']}.XB.json")
    assert valid_signatures(part, delegations["keys"], role) == 1
    digest = part["signed"]["targets"]["XB/entry.json"]["hashes"]["sha256"]
    raw = (folder / "targets" / "XB" / f"{digest}.entry.json").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == digest
    assert json.loads(raw)["authorities"][0]["code"] == "XB-CENTRAL"
    marks = [one["signed"]["homeward"] for one in (root, timestamp, snapshot, targets, part)]
    assert all(mark == marks[0] for mark in marks)
    assert marks[0]["environment"] == "demo"


def test_a_second_reader_finds_the_same_fingerprint(world: World) -> None:
    root = read(world.folder, "1.root.json")
    bound = b"homeward-directory-root\x00" + canonical(root["signed"]).encode()
    number = int.from_bytes(hashlib.sha256(bound).digest(), "big") % 10**40
    digits = f"{number:040d}"
    spoken = " ".join(digits[start : start + 5] for start in range(0, 40, 5))
    metadata, _ = read_root(world.first_root)
    assert root_fingerprint(metadata) == spoken == world.repository.fingerprint


def kinds() -> list[type[WireError]]:
    return [
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.DirectoryError)
    ][1:]


def test_every_code_is_described_and_every_sentence_whole() -> None:
    page = PAGE.read_text("utf-8")
    described = set(re.findall(r"`(directory_[a-z_]+)`", page))
    assert {kind.code for kind in kinds()} <= described
    for kind in kinds():
        names = re.findall(r"{(\w+)}", kind.template)
        sentence = str(kind(**dict.fromkeys(names, "x")))
        assert re.fullmatch(r"[A-Z].*\.", sentence, re.DOTALL), kind.code
