"""One module for each place that orders come from."""
