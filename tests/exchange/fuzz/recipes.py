"""What may be done to a genuine request, as plain values that can be kept and played again.

A recipe names a layer and its changes. Keys, ids and times are fresh whenever it is played, so that
what is kept stays meaningful: `{"layer": "bytes", "changes": [["flip", 17, 255]]}`.
"""

from typing import Any

from hypothesis import strategies as st

Recipe = dict[str, Any]

PLACE = st.integers(0, 6000)
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from([
        "", "XA", "XB", "xb", "demo", "real", "H0", "H9", "null", "0" * 64, "A" * 500,
        "2026-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z",
        "00000000-0000-4000-8000-000000000001", "\u0000", "../../etc/passwd", "' or 1=1 --",
    ]),
    st.lists(st.integers(0, 3), max_size=3),
    st.dictionaries(st.sampled_from(["a", "v", "id"]), st.integers(), max_size=2),
)  # fmt: skip
NESTED = st.integers(1, 300).map(lambda depth: ["nested", depth])

_change = st.one_of(
    st.tuples(st.just("flip"), PLACE, st.integers(1, 255)),
    st.tuples(st.just("cut"), PLACE, st.integers(1, 3000)),
    st.tuples(st.just("insert"), PLACE, st.binary(min_size=1, max_size=12).map(bytes.hex)),
    st.tuples(st.just("repeat"), PLACE, st.integers(1, 200)),
    st.tuples(st.just("end"), PLACE, st.just(0)),
).map(list)
CHANGES = st.lists(_change, min_size=1, max_size=4)

OUTER = ["v", "suite", "environment", "sender", "receiver", "receiver_key", "id", "type",
         "handling", "ciphertext", "zip", "novel", "__proto__"]  # fmt: skip
HEADER = ["v", "environment", "id", "sender", "receiver", "type", "type_version", "handling",
          "thread", "sequence", "previous", "time", "expires", "critical", "epoch",
          "novel"]  # fmt: skip
PROTECTED = ["alg", "kid", "typ", "zip", "crit", "b64", "jwk", "x5c"]
PAYLOAD = ["kind", "reference", "requesting_authority", "requested_authority", "legal_basis",
           "urgency", "due", "run", "content", "novel"]  # fmt: skip
FIELDS = ["Signature", "Signature-Input", "Content-Digest", "Homeward-Node", "Content-Type",
          "Content-Encoding", "Transfer-Encoding", "Host", "Cookie", "Accept-Language",
          "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Expect", "Range",
          "Client-Cert", "Authorization", "Forwarded", "HX-Request", "Origin",
          "Upgrade"]  # fmt: skip
VALUES = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    st.sampled_from([
        "", "gzip", "identity", "chunked", "gzip, chunked", "br", "text/html",
        "multipart/form-data; boundary=x", "multipart/form-data",
        "application/x-www-form-urlencoded", "application/json; charset=utf-16", "100-continue",
        "homeward=()", "homeward=:AAAA:", "sha-256=:AAAA:", "md5=:AAAA:", "XZ", "XA", "a" * 5000,
        'homeward=("@method");created=1', "bytes=0-1", "fr-\x7f", "sessionid=\x7f", "websocket",
        "evil.example.org", "a b", "[::1", "a:99999",
    ]),
)  # fmt: skip

ODD_PLACES = [
    "",
    "%00",
    "..",
    "%2e%2e%2f",
    "%ff",
    "1;a",
    "0x1",
    "%EF%BC%91",
    "a" * 300,
    "?",
    "-",
    "+1",
]


# Where chance would look long: what was found once, and what attacks on such endpoints do.
SEEDS: list[Recipe] = [
    {"layer": "raw", "changes": [["cut", 37, 418]]},
    *({"layer": "http", "fields": {"Host": host}} for host in ("", "a b", "[::1", "evil.example")),
    *({"layer": "http", "fields": {name: value}} for name, value in (
        ("Content-Encoding", "gzip"), ("Transfer-Encoding", "gzip, chunked"),
        ("Transfer-Encoding", "chunked"), ("Content-Length", "99999999999999999999"),
        ("Content-Length", "9000000"), ("Content-Length", "0"), ("Expect", "100-continue"),
        ("Cookie", "homeward_xa_session=../../x"), ("Content-Type", "multipart/form-data"),
        ("Signature-Input", "homeward=()"), ("Signature-Input", "a=" + "(" * 400),
        ("Signature", "homeward=:AAAA:"), ("Homeward-Node", "XZ"), ("Homeward-Node", "xb"),
        ("Homeward-Node", "XA"), ("Accept-Language", "fr"), ("Upgrade", "websocket"),
    )),
    *({"layer": "http", "fields": {"X-A": "1"}, "path": path} for path in (
        "?a=1", "?a=%00", "/", "/../../journal/", "%00", "?" + "a" * 3000,
    )),
    *({"layer": "http", "fields": {"X-A": "1"}, "method": method} for method in (
        "GET", "HEAD", "PUT", "OPTIONS", "TRACE", "BREW",
    )),
    *({"layer": "raw", "changes": [["end", 6000, 0]], "framing": framing} for framing in (
        "chunked", "bad chunk", "two lengths", "long", "short", "negative", "both",
    )),
    {"layer": "raw", "changes": [["insert", 0, "00"]]},
    {"layer": "raw", "changes": [["cut", 6000, 1]], "twice": True},
    {"layer": "raw", "changes": [["cut", 6000, 1]], "after": "0d0a0d0a47455420"},
    {"layer": "garbage", "sent": "1603010200010001fc0303"},  # a TLS greeting
    {"layer": "garbage", "sent": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".hex()},
    {"layer": "garbage", "sent": (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 300 + b"\r\n").hex()},
    *({"layer": "outside", "fields": fields} for fields in (
        {"v": 2}, {"suite": "ROT13"}, {"environment": "real"}, {"receiver": "XC"},
        {"sender": "XC"}, {"receiver_key": "A" * 43}, {"handling": "H0"}, {"zip": "DEF"},
        {"ciphertext": "A" * 2000}, {"v": ["nested", 300]},
    )),
    *({"layer": "inside", **changes} for changes in (
        {"header": {"type": "tests.unheard"}}, {"header": {"type_version": 7}},
        {"header": {"thread": "case-7"}}, {"header": {"expires": "2026-01-01T00:00:00.000000Z"}},
        {"header": {"critical": ["novel"], "novel": 1}}, {"header": {"sender": "XC"}},
        {"header": {"sequence": 0}}, {"header": {"sequence": 2**53 - 1}},
        {"protected": {"alg": "none"}}, {"protected": {"alg": "EdDSA"}},
        {"protected": {"kid": "A" * 43}}, {"protected": {"typ": "homeward-receipt"}},
        {"payload": {"kind": "no_such_kind"}}, {"payload": {"due": "soon"}},
        {"payload": {"content": ["nested", 20]}}, {"payload": {"reference": "\u0000"}},
        {"payload": {"requested_authority": "XZ-NONE"}}, {"payload": {"reference": "x" * 5000}},
    )),
    *({"layer": "part", **changes} for changes in (
        {}, {"changes": [["flip", 900, 1]]}, {"changes": [["flip", 0, 1]]},
        {"changes": [["end", 0, 0]]}, {"changes": [["cut", 6000, 17]]},
        {"changes": [["repeat", 6000, 200]]}, {"number": 0}, {"number": 2}, {"number": 4},
        {"number": 99999}, {"number": 10**30}, {"number": "1?a=%00"}, {"number": "%31"},
        {"number": None}, {"number": None, "method": "GET", "changes": [["end", 0, 0]]},
        {"attachment": "other"}, {"attachment": "../../../etc/passwd"}, {"sender": "XC"},
        {"sender": "XA"}, {"sender": "%00"}, {"method": "POST"}, {"method": "DELETE"},
        {"fields": {"Content-Encoding": "gzip"}}, {"fields": {"Transfer-Encoding": "chunked"}},
        {"fields": {"Content-Length": "99999999999999"}}, {"fields": {"Content-Length": "3"}},
        {"fields": {"Content-Range": "bytes 0-1/2"}}, {"fields": {"Homeward-Node": "XC"}},
    )),
    *({"layer": "bundle", **changes} for changes in (
        {"changes": [["cut", 6000, 1]]}, {"changes": [["cut", 900, 4]]},
        {"changes": [["insert", 0, "0a"]]}, {"changes": [["insert", 6000, "0a"]]},
        {"changes": [["end", 0, 0]]}, {"changes": [["flip", 900, 1]], "around": 8},
        {"changes": [["flip", 2, 1]], "around": 0},
        {"changes": [["insert", 6000, "0a"]], "around": 0},
        {"changes": [["cut", 0, 3000]], "whole": True}, {"changes": [["end", 0, 0]], "whole": True},
    )),
    {"layer": "signed noise", "body": ""},
    {"layer": "signed noise", "body": "1f8b0800"},
    {"layer": "signed noise", "body": b"{}".hex()},
    {"layer": "signed noise", "body": (b"[" * 3000).hex()},
    {"layer": "signed noise", "body": (b'{"a":' * 2000).hex()},
]  # fmt: skip


def _some(
    names: list[str], values: st.SearchStrategy[Any], most: int = 3
) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(names), values, min_size=1, max_size=most)


def recipes() -> st.SearchStrategy[Recipe]:
    """Recipes of every layer."""
    made = {
        "bytes": st.fixed_dictionaries({"changes": CHANGES}),
        "outside": st.fixed_dictionaries({"fields": _some(OUTER, ODD | NESTED)}),
        "inside": st.fixed_dictionaries(
            {},
            optional={
                "header": _some(HEADER, ODD),
                "payload": _some(PAYLOAD, ODD | NESTED),
                "protected": _some(PROTECTED, ODD),
            },
        ),
        "http": st.fixed_dictionaries(
            {"fields": _some(FIELDS, VALUES)},
            optional={
                "method": st.sampled_from(["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"]),
                "path": st.sampled_from(["?", "?a=1", "?a=%00", "?%ff", "/", "%2e", "/../x", ";a"]),
            },
        ),
        "signed noise": st.fixed_dictionaries({"body": st.binary(max_size=300).map(bytes.hex)}),
        "bundle": st.fixed_dictionaries(
            {"changes": CHANGES},
            optional={"whole": st.booleans(), "around": st.integers(0, 3)},
        ),
        "part": st.fixed_dictionaries(
            {},
            optional={
                "changes": CHANGES,
                "number": st.one_of(
                    st.none(), st.integers(-3, 10**12), st.sampled_from(ODD_PLACES)
                ),
                "attachment": st.sampled_from(["known", "other", *ODD_PLACES]),
                "sender": st.sampled_from(["XB", "XC", "XA", "ZZ", "xb", *ODD_PLACES]),
                "method": st.sampled_from(["PUT", "GET", "POST", "DELETE", "HEAD", "PATCH"]),
                "fields": _some(FIELDS, VALUES),
            },
        ),
        "raw": st.fixed_dictionaries(
            {"changes": CHANGES},
            optional={
                "framing": st.sampled_from(
                    ["chunked", "bad chunk", "two lengths", "long", "short", "negative", "both"]
                ),
                "after": st.binary(max_size=60).map(bytes.hex),
                "twice": st.just(True),
            },
        ),
        "garbage": st.fixed_dictionaries(
            {"sent": st.binary(min_size=1, max_size=400).map(bytes.hex)}
        ),
    }
    return st.one_of(
        [
            one.map(lambda given, layer=layer: {"layer": layer, **given})
            for layer, one in made.items()
        ]
    )


def changed(raw: bytes, changes: list[list[Any]]) -> bytes:
    """The bytes after all changes, each at its place modulo the length."""
    for kind, place, what in changes:
        at = place % (len(raw) + 1)
        if kind == "flip" and at < len(raw):
            raw = raw[:at] + bytes([raw[at] ^ what]) + raw[at + 1 :]
        elif kind == "cut":
            raw = raw[:at] + raw[at + what :]
        elif kind == "insert":
            raw = raw[:at] + bytes.fromhex(what) + raw[at:]
        elif kind == "repeat":
            raw = raw[:at] + raw[at : at + 20] * what + raw[at:]
        elif kind == "end":
            raw = raw[:at]
    return raw


def unfolded(value: Any) -> Any:
    """`["nested", 3]` stands for lists three deep, which JSON kept in a file would make long."""
    if isinstance(value, list) and len(value) == 2 and value[0] == "nested":
        made: Any = 0
        for _ in range(value[1]):
            made = [made]
        return made
    return value
