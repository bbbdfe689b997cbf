"""A family that agreed to its page, and what is written for it."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.test import Client
from pypdf import PdfReader

from homeward.casework.victims.models import Consent, Guardian, SupportFile
from homeward.foundation.access.models import User
from homeward.foundation.access.roles import Compartment
from homeward.foundation.guard.context import opened
from tests.victims.family import Family

DOING = "We look for Nour every day. We will call you each evening."
WORDS = "lamp river stone bread"
UNTIL = date.today() + timedelta(days=90)  # noqa: DTZ011  the day of this machine is near enough


def agreed(
    file: SupportFile, by: User, *, guardian: Guardian | None = None, **more: Any
) -> Consent:
    """The consent of a person, or of who decides for it, to sign in."""
    with opened(by.actor):
        return Consent.objects.create(
            case_id=file.case_id,
            compartment=Compartment.VICTIMS,
            file=file,
            **{
                "purpose": "family_view",
                "recipient": "person",
                "recipient_name": "The person",
                "covers": ["identity"],
                "guardian": guardian,
                "how": "signed",
                "given_at": datetime.now(UTC),
                "recorded_by": by,
                **more,
            },
        )


def written(**more: Any) -> dict[str, Any]:
    """A form of what the family reads."""
    return {
        "language": "en",
        "name": "Sami",
        "doing": DOING,
        "promise_1": "A call each evening",
        "by_1": UNTIL.isoformat(),
        "state_1": "open",
        "caller_1": "liaison",
        "channel_1": "phone",
        "when_1": "between six and eight",
        "complain": "Ombuds office, 0800 555 555",
        "help_now": "Helpline 0800 111 222, day and night",
        **more,
    }


def released(family: Family, writer: Client, second: Client, **more: Any) -> int:
    """Write a version and let a second member release it; its number."""
    answer = writer.post(family.page(family.brother, "view/write/"), written(**more))
    assert answer.status_code == 302, answer.content.decode()
    version = int(answer["Location"].rstrip("/").rsplit("/", 1)[1])
    done = second.post(family.page(family.brother, f"view/{version}/release/"))
    assert done.status_code == 302
    return version


def let_in(family: Family, by: User, client: Client, consent: Consent) -> str:
    """Give the brother a way to sign in; the address of the access."""
    sent = {"consent": consent.pk, "language": "en", "expires_on": UNTIL.isoformat()}
    answer = client.post(family.page(family.brother, "view/access/new/"), sent)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).removesuffix("letter/")


def letter_of(client: Client, address: str, what: str = "whole") -> tuple[str, str, list[str], str]:
    """Number, first code and list of a printed letter, and all its text."""
    answer = client.post(f"{address}letter/", {"what": what, "handed": "hand"})
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    return codes_of(answer.content)


def codes_of(pdf: bytes) -> tuple[str, str, list[str], str]:
    """Number, first code and list on a letter, and all its text."""
    text = text_of(pdf)
    number = re.search(r"(?<!\d)(\d{4} \d{4} \d{4})(?! ?\d)", text)
    first = re.search(r"(?:\d{3} ){7}\d{3}", text)
    listed = re.findall(r"\d+\.\s+(\d{4} \d{4})", text)
    return (number[1] if number else "", first[0] if first else "", listed, text)


def text_of(pdf: bytes) -> str:
    """Everything that is written on a letter."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def set_up(site: Client, number: str, first: str) -> None:
    """What a relative does with a new letter, with the list as second step."""
    assert site.post("/new/", {"number": number, "code": first})["Location"] == "/choose/"
    sent = {"words": WORDS, "again": WORDS, "how": "list"}
    assert site.post("/choose/", sent)["Location"] == "/"


def sign_in(site: Client, number: str, code: str, words: str = WORDS) -> int:
    """Number and words, then a code; the status of the last answer."""
    answer = site.post("/", {"number": number, "words": words})
    if answer.status_code != 302:
        return answer.status_code
    return site.post("/2/", {"code": code}).status_code
