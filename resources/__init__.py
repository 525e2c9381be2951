"""Icons, themes and other data files, read through one small loader."""
