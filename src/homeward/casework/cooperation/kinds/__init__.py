"""The kinds of request, one module each. Importing this declares them all."""

from homeward.casework.cooperation.kinds import freezing, police_information, tracing

__all__ = ["freezing", "police_information", "tracing"]
