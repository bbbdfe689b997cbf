"""What can go wrong in the case file."""
