"""What a crisis team keeps. Every row names its case and compartment, for the walls."""

from homeward.casework.response.models.alerts import (
    AlertApproval,
    AlertDelivery,
    PublicAlert,
    PublishedAlert,
)
from homeward.casework.response.models.packs import PackCopy

__all__ = ["AlertApproval", "AlertDelivery", "PackCopy", "PublicAlert", "PublishedAlert"]
