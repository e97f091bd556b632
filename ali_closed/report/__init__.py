"""Words and shapes: a diagnosis as text, JSON, page or picture."""
