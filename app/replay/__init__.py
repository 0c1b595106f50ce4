"""Plan a replay, run it, record what came back. Three verbs; nothing is sent by planning."""
