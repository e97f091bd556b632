"""The reasoning: decisions over one order, pure and in no language."""
