"""Exercises: scenarios as data, what happens in one, and its debrief. Pure; nothing is sent."""
