"""The parts, put together: one capture with everything that works on it."""

from app.replay.collect import candidates
from app.services.detail import PairDetail, RowDetail, explain_row
from app.services.inspector import Inspector
from app.services.news import Notices
from app.services.reach import Reach, Reaching
from app.services.readers import Job
from app.services.strangers import StrangersCapture, is_strangers

__all__ = [
    "Inspector",
    "Job",
    "Notices",
    "PairDetail",
    "Reach",
    "Reaching",
    "RowDetail",
    "StrangersCapture",
    "candidates",
    "explain_row",
    "is_strangers",
]
