"""The forms of the crisis."""
