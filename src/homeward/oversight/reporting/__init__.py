"""Aggregates from State to Secretariat, and implementation reports."""
