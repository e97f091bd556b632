"""One module a format: plain or coloured text, JSON, Markdown, HTML, SVG, calendar, batch rows."""

SCHEMA = "ali-closed/diagnosis/1"
"""The name and the version of the JSON document of a diagnosis."""

SCHEMAS = ("order", "diagnosis", "question")
"""What there is a JSON Schema of."""
