"""What the endpoint takes and refuses, and what the capture keeps: dialogs and banners."""
