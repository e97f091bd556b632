"""The first line: the money, the date, and the next thing to do."""

from __future__ import annotations

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.model.text import Text


def summary(diagnosis: Diagnosis) -> Text:
    """One sentence for the whole answer."""
    return diagnosis.sentences.first_line
