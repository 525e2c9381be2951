"""The project as its editors see it: tree, index, watching, extraction, health."""
