"""Two takes of a shot against each other."""
