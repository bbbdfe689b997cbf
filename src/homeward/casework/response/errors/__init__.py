"""What can go wrong in the crisis."""
