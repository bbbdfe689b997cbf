"""The forms of the case file."""
