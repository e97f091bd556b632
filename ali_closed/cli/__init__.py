"""The shell: commands, the wizard; only here the clock, streams and exit codes."""
