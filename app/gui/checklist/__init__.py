"""The Checklist screen: how far the shop is from its launch, point by point."""
