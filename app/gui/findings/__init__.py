"""The page Findings: what the rules say of a capture, and what it costs."""
