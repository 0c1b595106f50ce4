"""Topsort's contract: the v2 events request and what it refuses."""
