"""Rules over a stream of deliveries: one family of rules, one file."""
