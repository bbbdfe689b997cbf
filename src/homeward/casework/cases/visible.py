"""Where the rooms of casework find the texts and forms without characters that nobody sees."""

from homeward.foundation.web.visible import CleanForm, cleaned, has_content, is_clean

__all__ = ["CleanForm", "cleaned", "has_content", "is_clean"]
