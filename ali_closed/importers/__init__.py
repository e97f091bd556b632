"""Foreign data to orders."""
