"""The rules, a family a file; each with its words beside it."""
