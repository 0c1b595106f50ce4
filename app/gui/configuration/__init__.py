"""The Configuration screen: what decides the fate of a message, tried before it is applied."""
