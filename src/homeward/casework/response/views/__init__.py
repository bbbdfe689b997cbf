"""The pages of a crisis."""
