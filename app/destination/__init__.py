"""Segment's Topsort destination, re-enacted: triggers, mappings, validation, requests."""
