"""The engine: everything Recoil knows and does, without a window."""
