"""Orders kept on this computer."""
