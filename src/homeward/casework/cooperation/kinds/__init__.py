"""The kinds of request, one module each. Importing this declares them all."""

from homeward.casework.cooperation.kinds import (
    freezing,
    police_information,
    tracing,
    victim_contact,
    victim_protection,
)

__all__ = ["freezing", "police_information", "tracing", "victim_contact", "victim_protection"]
