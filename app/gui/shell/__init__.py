"""The frame of the window: rail, top bar, status bar, dialogs, and how they fold."""
