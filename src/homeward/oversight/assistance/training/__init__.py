"""Courses from practices: their files, marking, certificates and export."""
