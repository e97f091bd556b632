"""Messages ready to paste."""
