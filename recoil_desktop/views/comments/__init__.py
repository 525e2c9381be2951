"""The comments pane: notes on batches, panels and frames, and where a new one is written."""
