"""The pages of the support of victims and families."""
