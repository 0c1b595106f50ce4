"""Follows the committed messages of a capture: analysis, and its results to the writer."""

from app.follower.follower import Follower

__all__ = ["Follower"]
