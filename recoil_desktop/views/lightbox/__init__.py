"""The lightbox: several takes side by side, and the screens on which media are looked at."""
