"""Small pieces used by several views."""
