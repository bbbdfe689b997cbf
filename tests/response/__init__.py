"""Tests of the live crisis."""
