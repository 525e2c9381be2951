"""The runs pane: an episode's batches while they are rendered, and what of it needs somebody."""
