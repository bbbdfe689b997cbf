"""The service of this node in whose name clocks are looked at and people are told."""

from homeward.foundation.guard.actor import service

DUTY = service("duty")
