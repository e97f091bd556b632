"""Messages ready to paste, and whether one can help at all."""

RECIPIENTS = ("seller", "support", "dispute", "appeal", "bank")
"""Whom a message can be for."""
