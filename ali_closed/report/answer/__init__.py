"""The answer in words and in no format: what every format is a function of."""
