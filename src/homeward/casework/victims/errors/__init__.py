"""What can go wrong with the support of victims and families."""
