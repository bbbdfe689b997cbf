"""What pages of the crisis say in words."""
