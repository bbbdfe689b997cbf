"""What is learned from all cases."""
