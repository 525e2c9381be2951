"""The way out: an episode's cut as files for other programs and for people."""
