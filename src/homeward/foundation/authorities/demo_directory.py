"""The directory of the fictional States, for demonstrations and tests.

Codes are user-assigned ones of ISO 3166-1, which belong to no real State. Addresses are of
example.org, and telephone numbers are empty: nobody can be called by mistake.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

_OFFICE = {"zone": "UTC", "days": [1, 2, 3, 4, 5], "opens": "08:00", "closes": "17:00"}
_LATELY, _LONG_AGO = timedelta(days=20), timedelta(days=400)


def _verified(ago: timedelta) -> str:
    """A time that a directory writes, so long ago."""
    return f"{datetime.now(UTC) - ago:%Y-%m-%dT%H:%M:%S.%fZ}"


def _point(
    authority: str,
    point: str,
    channel: str,
    languages: list[str],
    *,
    address: str = "",
    always: bool = False,
    notified: tuple[str, ...] = (),
    ago: timedelta | None = _LATELY,
) -> dict[str, Any]:
    return {
        "point": point,
        "channel": channel,
        "address": address,
        "languages": languages,
        "hours": None if always else _OFFICE,
        "notified": list(notified),
        "valid_from": None,
        "valid_to": None,
        "verified_at": _verified(ago) if ago is not None else None,
        "verified_by": authority if ago is not None else "",
    }


def _points(kind: str, authority: str, languages: list[str], domain: str, *, has_node: bool) -> Any:
    """How an authority of this kind is reached: by the node where the State has one."""
    mail = f"{kind.lower()}@{domain}"
    if kind == "CENTRAL":
        notified = ("UNTOC 18(13)", "UNTOC 18(14)")
        found = [
            _point(authority, "node", "node", languages, always=True, notified=notified),
            _point(authority, "office", "secure_mail", languages, notified=notified, address=mail),
            _point(authority, "embassy", "diplomatic", languages, ago=None),
        ]
    elif kind == "POLICE":
        found = [
            _point(authority, "node", "node", languages, always=True),
            _point(authority, "duty", "phone", languages, always=True),
            _point(authority, "bureau", "interpol", ["en"], always=True, ago=_LONG_AGO),
        ]
    else:
        found = [_point(authority, "office", "secure_mail", languages, address=mail)]
    return [one for one in found if has_node or one["channel"] != "node"]


def _state(code: str, name: str, languages: list[str], *, has_node: bool = True) -> dict[str, Any]:
    domain = f"{code.lower()}.example.org"
    police = ["police", "anti_kidnapping", "duty_point"]
    kinds = (
        ("CENTRAL", "Ministry of Justice of {}, central authority", ["central"], True),
        ("POLICE", "National Police of {}, anti-kidnapping unit", police, True),
        ("FIU", "Financial Intelligence Unit of {}", ["fiu"], False),
        ("PROSEC", "Office of the Public Prosecutor of {}", ["prosecution"], False),
        ("ASSETS", "Asset Recovery Office of {}", ["asset_recovery"], False),
        ("VICTIMS", "Victim Services of {}", ["victim_services"], False),
        ("STATS", "Statistical Office of {}", ["statistics"], False),
    )
    return {
        "code": code,
        "name": name,
        "languages": languages,
        "authorities": [
            {
                "code": f"{code}-{kind}",
                "name": title.format(name),
                "functions": functions,
                "email": f"{kind.lower()}@{domain}",
                "phone": "",
                "always_reachable": reachable,
                "contact_points": _points(
                    kind, f"{code}-{kind}", languages, domain, has_node=has_node
                ),
            }
            for kind, title, functions, reachable in kinds
        ],
    }


# What the ministry of justice of such a State takes; extradition goes elsewhere.
_OF_JUSTICE = [
    "asset_return",
    "confiscation",
    "detainee_transfer",
    "evidence",
    "examination",
    "freezing",
    "identification",
    "joint_investigation",
    "other_assistance",
    "proceedings_transfer",
    "records",
    "search",
    "seizure",
    "service",
    "special_techniques",
    "testimony",
    "tracing",
    "victim_contact",
    "victim_protection",
    "video_hearing",
    "voluntary_appearance",
]


def _extradition_apart(state: dict[str, Any]) -> dict[str, Any]:
    """A State whose foreign ministry is the central authority for extradition alone."""
    code, languages = state["code"], state["languages"]
    every = ("untoc", "hostages", "bilateral", "none")
    apart = ["extradition", "provisional_arrest"]
    state["authorities"][0]["competence"] = [
        {"treaty": treaty, "kinds": _OF_JUSTICE} for treaty in every
    ]
    name = f"Ministry of Foreign Affairs of {state['name']}"
    state["authorities"].append(
        {
            "code": f"{code}-MFA",
            "name": name,
            "functions": ["central"],
            "email": f"mfa@{code.lower()}.example.org",
            "competence": [{"treaty": treaty, "kinds": apart} for treaty in every],
            "contact_points": [
                _point(f"{code}-MFA", "notes", "diplomatic", languages, notified=("UNTOC 16",))
            ],
        }
    )
    return state


DEMO_DIRECTORY: dict[str, Any] = {
    "states": [
        _state("XA", "Astoria Isles", ["en", "fr"]),
        _state("XB", "Borduvia", ["fr", "en"]),
        _extradition_apart(_state("XC", "Carpania", ["en"])),
        _state("XD", "Drovnia", ["en"], has_node=False),
        {
            "code": "XZ",
            "name": "Secretariat",
            "languages": ["en", "fr"],
            "authorities": [
                {
                    "code": "XZ-SECR",
                    "name": "Secretariat",
                    "functions": ["secretariat"],
                    "email": "secretariat@xz.example.org",
                    "always_reachable": False,
                    "contact_points": [
                        _point(
                            "XZ-SECR",
                            "office",
                            "secure_mail",
                            ["en", "fr"],
                            address="secretariat@xz.example.org",
                        )
                    ],
                }
            ],
        },
    ]
}
