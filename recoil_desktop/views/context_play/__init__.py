"""A shot among its neighbours, and the whole episode in order."""
