"""Pure values and rules: no files, no clock, no threads, no logging."""
