"""The doors to channels, guardians, consents and decisions in their stead; NotFound for others."""

from homeward.casework.victims.access.files import get_of_file
from homeward.casework.victims.models import Channel, Consent, Guardian, Override
from homeward.foundation.access.models import User


def get_channel(reference: str, number: int, key: int, viewer: User) -> Channel:
    """A way to reach the person of a support file."""
    return get_of_file(Channel, reference, number, key, viewer)


def get_guardian(reference: str, number: int, key: int, viewer: User) -> Guardian:
    """Who decides for the person of a support file."""
    return get_of_file(Guardian, reference, number, key, viewer)


def get_consent(reference: str, number: int, key: int, viewer: User) -> Consent:
    """A consent of the person of a support file."""
    return get_of_file(Consent, reference, number, key, viewer)


def get_override(reference: str, number: int, key: int, viewer: User) -> Override:
    """A decision to share without consent."""
    return get_of_file(Override, reference, number, key, viewer)
