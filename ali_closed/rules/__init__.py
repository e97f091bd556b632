"""The rule data and the one loader that validates them."""
