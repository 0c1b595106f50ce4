"""Journeys through a shop, as the messages that Segment's SDKs really send of them."""
