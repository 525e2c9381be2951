"""The inspector: what is known about the selection, and the notes people write on it."""
