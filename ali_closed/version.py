"""The version of the program, for all that says it or depends on it."""

__version__ = "0.1.0"
