"""The plan of a replay, and its run."""

from app.gui.replay.dialog import ReplayDialog

__all__ = ["ReplayDialog"]
