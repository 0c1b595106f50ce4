"""The list of events: filter field, funnel, histogram and table."""
