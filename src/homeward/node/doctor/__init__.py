"""`homeward doctor`: looks at a node from outside and says what is wrong and how to mend it."""

from homeward.node.doctor.finding import Finding, Level
from homeward.node.doctor.run import examine

__all__ = ["Finding", "Level", "examine"]
