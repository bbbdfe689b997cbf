"""Tests of the crisis."""
