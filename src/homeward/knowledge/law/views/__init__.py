"""The pages of the law room."""
