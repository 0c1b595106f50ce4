"""One event, looked at closely: its fate, its JSON, its attempts, and its pair."""
