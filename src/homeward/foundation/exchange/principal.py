"""The service of this node in whose name messages and attachments move."""

from homeward.foundation.guard.actor import service

EXCHANGE = service("exchange")
