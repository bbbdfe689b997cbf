#!/usr/bin/env python3
"""Checks everything in this folder: python3 verify.py [--key ID]

It uses Python's own library, and openssl (3.0 or later) for signatures; nothing of Homeward, no
network. Exit code 0 and the word VERIFIED, or 1 and what is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
# Before the 32 bytes of an Ed25519 public key in a PEM file (RFC 8410).
ED25519 = bytes.fromhex("302a300506032b6570032100")


class Wrong(Exception):
    """What is wrong, in words."""


def check(is_right: object, words: str) -> None:
    if not is_right:
        raise Wrong(words)


def content(name: str) -> bytes:
    with open(os.path.join(HERE, *name.split("/")), "rb") as file:
        return file.read()


def parsed(name: str) -> Any:
    return json.loads(content(name).decode("utf-8"))


def canonical(value: Any) -> bytes:
    """RFC 8785 for what stands here: texts, whole numbers, names in plain letters."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest_of_file(name: str) -> str:
    digest = hashlib.sha256()
    with open(os.path.join(HERE, *name.split("/")), "rb") as file:
        for piece in iter(lambda: file.read(1024 * 1024), b""):
            digest.update(piece)
    return digest.hexdigest()


def files_here() -> Iterator[str]:
    for folder, folders, names in os.walk(HERE):
        for name in folders + names:
            path = os.path.join(folder, name)
            shown = os.path.relpath(path, HERE).replace(os.sep, "/")
            check(not os.path.islink(path), shown + " is a link, not a file")
            if name in names:
                yield shown


def check_sums() -> set[str]:
    """Every file is the one that was listed, and none is too many or too few."""
    sums = {}
    for line in content("SHA256SUMS").decode("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        check(len(digest) == 64 and name, "SHA256SUMS has a line that cannot be read")
        inside = ".." not in name.split("/") and not name.startswith("/")
        check(inside, "SHA256SUMS leaves this folder")
        sums[name] = digest
    here = set(files_here()) - {"SHA256SUMS"}
    for name in sorted(set(sums) - here):
        raise Wrong(name + " is missing")
    for name in sorted(here - set(sums)):
        raise Wrong(name + " is not of this package")
    for name in sorted(sums):
        check(digest_of_file(name) == sums[name], name + " was changed")
    return set(sums)


def signed(name: str, keys_name: str) -> tuple[dict[str, Any], str]:
    """What a signature in compact form (RFC 7515) signs, once openssl says that it holds."""
    keys = parsed("journal/" + keys_name)
    whole = content("journal/" + name).strip()
    signed_part, _, signature = whole.rpartition(b".")
    der = ED25519 + decoded(keys["signing"]["ed25519"])
    body = base64.b64encode(der).decode()
    pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n"
    try:
        raw = decoded(signature.decode())
    except ValueError:
        raise Wrong(f"the signature in journal/{name} cannot be read") from None
    holds = openssl_says({"key": pem.encode(), "input": signed_part, "signature": raw})
    check(holds, f"the signature of journal/{name} does not hold")
    said = json.loads(decoded(signed_part.split(b".")[1].decode()).decode("utf-8"))
    key_id = base64.urlsafe_b64encode(hashlib.sha256(canonical(keys)).digest()).decode().rstrip("=")
    return said, key_id


def openssl_says(parts: dict[str, bytes]) -> bool:
    """Whether the signature of an input holds under a key."""
    with tempfile.TemporaryDirectory() as work:
        for part, value in parts.items():
            with open(os.path.join(work, part), "wb") as file:
                file.write(value)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin"]
        command += ["-in", "input", "-sigfile", "signature"]
        try:
            done = subprocess.run(command, cwd=work, capture_output=True, check=False)
        except FileNotFoundError:
            raise Wrong("openssl is not installed, so no signature was checked") from None
    return done.returncode == 0


def root_of(leaf: bytes, proof: dict[str, Any]) -> str:
    """The root that a path of hashes leads to (RFC 9162, 2.1.3.2)."""
    place, last, found = proof["index"], proof["size"] - 1, leaf
    check(0 <= place <= last, "a proof is of no place in the tree")
    for text in proof["path"]:
        other = bytes.fromhex(text)
        check(last > 0, "a proof is too long")
        if place % 2 or place == last:
            found = hashlib.sha256(b"\x01" + other + found).digest()
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = hashlib.sha256(b"\x01" + found + other).digest()
        place, last = place // 2, last // 2
    check(last == 0, "a proof is too short")
    return found.hex()


def proved_entries(head: dict[str, Any], names: Iterable[str]) -> list[dict[str, Any]]:
    """The journal's entries, once each is in the tree of the signed head."""
    entries = []
    for name in sorted(names):
        if not (name.startswith("journal/entries/") and name.endswith(".salt")):
            continue
        base = name[: -len(".salt")]
        raw, proof = content(base + ".json"), parsed(base + ".proof.json")
        salt = bytes.fromhex(content(name).decode().strip())
        commitment = hmac.new(salt, raw, hashlib.sha256).digest()
        leaf = hashlib.sha256(b"\x00" + commitment).digest()
        check(proof["size"] == head["size"], base + " is of another tree")
        check(root_of(leaf, proof) == head["root"], base + ".json is not what the journal holds")
        entries.append(json.loads(raw.decode("utf-8")))
    return entries


def check_journal(
    names: Iterable[str], key: str | None
) -> tuple[list[dict[str, Any]], str, list[str]]:
    """The signed head, who countersigned it, and the entries in its tree."""
    head, key_id = signed("head.jws", "head.keys.json")
    check(head.get("kind") == "tree_head", "journal/head.jws is no head of a journal")
    check(key is None or key == key_id, "the head is signed by another key: " + key_id)
    seen_by, digest = [], hashlib.sha256(content("journal/head.jws").strip()).hexdigest()
    for name in sorted(names):
        if name.startswith("journal/witnesses/") and name.endswith(".jws"):
            short = name[len("journal/") :]
            said, _ = signed(short, short[: -len(".jws")] + ".keys.json")
            right = (said.get("kind"), said.get("head"), said.get("root"))
            wanted = ("countersignature", digest, head["root"])
            check(right == wanted, name + " is about another head")
            seen_by.append(os.path.basename(name)[: -len(".jws")])
    return proved_entries(head, names), key_id, seen_by


def check_manifest(manifest: dict[str, Any], entries: list[dict[str, Any]]) -> int:
    """The journal noted this manifest, and each file and step that it speaks of."""
    digest = hashlib.sha256(content("manifest.json")).hexdigest()
    noted = [e["data"].get("manifest") for e in entries if e["verb"] == "evidence.exported"]
    check(digest in noted, "manifest.json is not the one that the journal noted")
    taken_in = [e for e in entries if e["verb"] == "evidence.taken_in"]
    taken = {(e["subject"][1], e["data"]["sha256"]) for e in taken_in}
    steps = {e["data"]["step"] for e in entries if e["verb"] == "evidence.custody_added"}
    files = 0
    for file, custody in ((item["file"], item["custody"]) for item in manifest["items"]):
        if not file:
            continue
        known = (str(file["evidence"]), file["sha256"]) in taken
        check(known, file["name"] + " is not what the journal says was taken in")
        files += check_file(file)
        check_custody(file, custody, steps)
    return files


def check_file(file: dict[str, Any]) -> int:
    """The file is here as the manifest describes it; 1, or 0 for one that was destroyed."""
    path = file["path"]
    if not path:
        return 0
    place = os.path.join(HERE, *path.split("/"))
    check(os.path.isfile(place), path + " is missing")
    check(os.path.getsize(place) == file["size"], path + " has another size")
    check(digest_of_file(path) == file["sha256"], path + " was changed")
    return 1


def check_custody(file: dict[str, Any], custody: list[dict[str, Any]], steps: set[str]) -> None:
    """The steps follow each other, and the journal noted each that an officer wrote."""
    for number, step in enumerate(custody, 1):
        where = f"step {number} in the custody of {file['name']}"
        check(step["number"] == number, where + " is missing")
        said = {name: step[name] for name in step if name not in ("recorded_by", "digest")}
        said["file"] = file["blob"]
        found = hashlib.sha256(canonical(said)).hexdigest()
        right = not step["digest"] or (found == step["digest"] and found in steps)
        check(right, where + " is not what the journal noted")


def say(line: str) -> None:
    """A line for whoever checks."""
    sys.stdout.write(line + "\n")


def main(arguments: list[str]) -> int:
    """Check, and say how it went."""
    key = arguments[1] if len(arguments) == 2 and arguments[0] == "--key" else None
    if arguments and key is None:
        sys.stderr.write("usage: python3 verify.py [--key ID]\n")
        return 2
    try:
        names = set(check_sums())
        entries, key_id, seen_by = check_journal(names, key)
        manifest = parsed("manifest.json")
        files = check_manifest(manifest, entries)
    except Wrong as error:
        say(f"NOT VERIFIED: {error}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        say(f"NOT VERIFIED: something here cannot be read ({type(error).__name__}: {error})")
        return 1
    say(f"case {manifest['case']}, {len(manifest['items'])} items, {files} files")
    say("the key of the head: " + key_id)
    say("countersigned by: " + (", ".join(seen_by) or "nobody yet"))
    say("VERIFIED: files, manifest and custody are as the journal noted them")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
