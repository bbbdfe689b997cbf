"""Pages of assistance."""
