"""Many orders: in one process, in several, or on a cluster."""
