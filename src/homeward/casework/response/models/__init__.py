"""What a crisis team keeps. Every row names its case and compartment, for the walls."""
