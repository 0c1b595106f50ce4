"""Topsort Inspector: the fate of every Segment event on its way to Topsort."""

__version__ = "0.1.0"
