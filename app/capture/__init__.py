"""The HTTP endpoint that SDKs post to, on a thread of its own."""
