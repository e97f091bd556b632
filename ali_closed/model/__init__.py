"""The nouns: order, span, diagnosis, rules; frozen, without input or output."""
