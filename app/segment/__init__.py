"""What Segment sends: HTTP paths and bodies decoded, the message, its completion."""
