"""The scripted shopper: real Segment messages of an invented shop, over real HTTP."""
