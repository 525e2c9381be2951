"""The segmentation panel: player, timeline, proof view."""
