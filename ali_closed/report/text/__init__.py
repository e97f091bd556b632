"""Words of one language, made safe and broken into lines."""
