"""Qt item models over the engine's immutable values."""
