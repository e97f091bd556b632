"""When: days counted, every document's reading, deadlines, and the verdicts they come to."""
