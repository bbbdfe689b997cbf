"""Every read of the support of victims and families, viewer first."""
