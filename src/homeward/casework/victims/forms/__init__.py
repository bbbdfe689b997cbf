"""The forms of the support of victims and families."""
