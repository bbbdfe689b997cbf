"""What every page of families needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from homeward.casework.victims.family import texts


def frame(request: HttpRequest) -> dict[str, Any]:
    """The fixed words, and the languages to choose from."""
    return {"t": texts, "languages": settings.LANGUAGES}
