"""Single foreign values: codes, times and cells as this program's own."""
