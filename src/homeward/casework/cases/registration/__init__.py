"""What the parts of the case file add to lower rooms."""
