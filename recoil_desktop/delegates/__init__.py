"""Painters of single items."""
