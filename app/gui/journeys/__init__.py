"""The page Journeys: what a user saw, clicked and bought, and which sale would be credited."""
