"""Running an episode: from shots to rendered takes, within a budget, never paid twice."""
