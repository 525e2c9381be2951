"""The board pane: an episode's wall of batches, and a closer look at what is on it."""
