"""A local Topsort: answers events as Topsort's published contract says, on this computer only."""
