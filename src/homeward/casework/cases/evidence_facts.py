"""What an officer writes about a file that is taken in, as a value that can wait in a row."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from homeward.casework.cases.codes import Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFacts:
    """The item and the first step of its custody. `at` is when it was obtained; None for now."""

    kind: str
    title: str
    compartment: str
    codes: Codes
    holder: str
    text: str = ""
    lawful_basis: str = ""
    sources: tuple[int, ...] = ()
    source: str = ""
    at: datetime | None = None
    purpose: str = ""
    condition: str = ""
    seal: str = ""
    keep_mismatch: bool = False
    distress: tuple[str, ...] = ()
    distress_warning: str = ""
    form_token: UUID | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON for a row."""
        plain = asdict(self)
        until = self.codes.retention_until
        plain["codes"]["retention_until"] = until.isoformat() if until else None
        plain["at"] = self.at.isoformat() if self.at else None
        plain["form_token"] = str(self.form_token) if self.form_token else None
        plain["sources"] = list(self.sources)
        plain["distress"] = list(self.distress)
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        codes, until = dict(plain["codes"]), plain["codes"]["retention_until"]
        codes["retention_until"] = date.fromisoformat(until) if until else None
        given = {
            "codes": Codes(**codes),
            "at": datetime.fromisoformat(plain["at"]) if plain["at"] else None,
            "form_token": UUID(plain["form_token"]) if plain["form_token"] else None,
            "sources": tuple(plain["sources"]),
            "distress": tuple(plain.get("distress", ())),  # an upload may wait since before
        }
        return cls(**{**plain, **given})
