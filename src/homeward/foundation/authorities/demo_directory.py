"""The directory of the fictional States, for demonstrations and tests.

Codes are user-assigned ones of ISO 3166-1, which belong to no real State.
"""

from typing import Any


def _state(code: str, name: str, languages: list[str]) -> dict[str, Any]:
    domain = f"{code.lower()}.example.org"
    kinds = (
        ("CENTRAL", "Ministry of Justice of {}, central authority", ["central"], True),
        ("POLICE", "National Police of {}, anti-kidnapping unit", ["police"], True),
        ("FIU", "Financial Intelligence Unit of {}", ["fiu"], False),
        ("PROSEC", "Office of the Public Prosecutor of {}", ["prosecution"], False),
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
            }
            for kind, title, functions, reachable in kinds
        ],
    }


DEMO_DIRECTORY: dict[str, Any] = {
    "states": [
        _state("XA", "Astoria Isles", ["en", "fr"]),
        _state("XB", "Borduvia", ["fr", "en"]),
        _state("XC", "Carpania", ["en"]),
        _state("XD", "Drovnia", ["en"]),
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
                }
            ],
        },
    ]
}
