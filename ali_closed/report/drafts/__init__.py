"""Messages ready to paste, and whether one can help at all."""
