"""One module a format: terminal, plain, JSON, Markdown, HTML, SVG, calendar, batch rows."""
