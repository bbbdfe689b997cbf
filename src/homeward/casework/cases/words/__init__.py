"""What pages of the case file say in words."""
