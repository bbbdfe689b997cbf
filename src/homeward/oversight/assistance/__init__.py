"""Technical assistance between a State and the Secretariat, courses, and exercises."""
