"""The story's year, chapter by chapter."""
