"""The questions in a terminal."""
