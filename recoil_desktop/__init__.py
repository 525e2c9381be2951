"""The window: shows what the engine knows and asks it to act."""
