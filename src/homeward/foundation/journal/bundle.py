"""Evidence as files that anybody can check with tools that are not ours.

README.txt            what this proves and the one command that checks it
verify.sh             that command: openssl and scitt-cose, nothing of Homeward
manifest.json         what is here
node.pem              the node's public key, which signed the receipts of these entries
head.jws, head.pem    the signed head, and the node's key of that time: another after a rotation
entries/N.json        an entry's canonical bytes, N being its place in the tree
entries/N.salt        its salt in hexadecimal
entries/N.cose        the COSE receipt (RFC 9942) of its inclusion
entries/N.proof.json  the same proof in the words of RFC 9162
witnesses/XB.*        the countersignature of a State and its public key
"""

import json
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from homeward.foundation.journal.errors import PlaceTaken
from homeward.foundation.journal.evidence import Evidence, Proved
from homeward.wire.cose_receipt import signing_key_pem

_TEMPLATES = files("homeward.foundation.journal") / "evidence_files"


def write(evidence: Evidence, place: Path) -> None:
    """Write the files into a new folder, or into a new file where the name ends in `.zip`.

    Raises PlaceTaken where something of that name is there already, and OSError.
    """
    if place.exists():
        raise PlaceTaken(place=place.name)
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "x", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents(evidence):
                archive.writestr(name, content)
        return
    for name, content in contents(evidence):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)


def contents(evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    """Every file by its name."""
    yield "README.txt", _readme(evidence).encode()
    yield "verify.sh", (_TEMPLATES / "verify.sh").read_bytes()
    yield "manifest.json", _json(_manifest(evidence))
    yield "node.pem", signing_key_pem(evidence.keys)
    yield "node.keys.json", _json(evidence.keys.to_json())
    yield "head.jws", evidence.head
    yield "head.pem", signing_key_pem(evidence.head_keys)
    yield "head.keys.json", _json(evidence.head_keys.to_json())
    for entry in evidence.entries:
        name = f"entries/{entry.inclusion.index}"
        yield f"{name}.json", entry.canonical
        yield f"{name}.salt", entry.salt.hex().encode()
        yield f"{name}.cose", entry.receipt
        yield f"{name}.proof.json", _json(proof(entry))
    for witness in evidence.witnesses:
        name = f"witnesses/{witness.state}"
        yield f"{name}.jws", witness.countersignature
        yield f"{name}.pem", signing_key_pem(witness.keys)
        yield f"{name}.keys.json", _json(witness.keys.to_json())


def proof(entry: Proved) -> dict[str, object]:
    """The inclusion proof in the words of RFC 9162, hashes in hexadecimal."""
    return {
        "commitment": entry.commitment.hex(),
        "leaf": entry.leaf.hex(),
        "index": entry.inclusion.index,
        "size": entry.inclusion.size,
        "path": [one.hex() for one in entry.inclusion.path],
    }


def _manifest(evidence: Evidence) -> dict[str, object]:
    return {
        "v": 1,
        "state": evidence.state,
        "environment": evidence.environment,
        "size": evidence.size,
        "root": evidence.root.hex(),
        "key_id": evidence.keys.key_id,
        "head_key_id": evidence.head_keys.key_id,
        "entries": {str(e.inclusion.index): str(e.id) for e in evidence.entries},
        "witnesses": {w.state: w.keys.key_id for w in evidence.witnesses},
    }


def _readme(evidence: Evidence) -> str:
    words = (_TEMPLATES / "README.txt").read_text("utf-8")
    witnesses = ", ".join(w.state for w in evidence.witnesses)
    return words.format(
        state=evidence.state,
        environment=evidence.environment,
        count=len(evidence.entries),
        size=evidence.size,
        root=evidence.root.hex(),
        key_id=evidence.keys.key_id,
        head_key_id=evidence.head_keys.key_id,
        witnesses=witnesses or "nobody yet; the head is this node's own word only",
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
