"""The answer in one language and no format: one screen, and all that stands behind it."""

from __future__ import annotations

from datetime import date

from ali_closed.model.diagnosis import Diagnosis
from ali_closed.report.answer.blocks import Outline
from ali_closed.report.answer.short import screen, tone
from ali_closed.report.answer.timeline import timeline
from ali_closed.report.answer.trace import behind
from ali_closed.report.text.catalogue import Catalogue
from ali_closed.report.text.phrases import order_number, shown


def outline(diagnosis: Diagnosis, words: Catalogue, *, whole: bool = False, more: str = "screen.more_below") -> Outline:
    """The screen, and if `whole` all that stands behind it; `more` is the text that says how to see the rest."""
    first_line = words.say(diagnosis.sentences.first_line)
    mended = tuple(map(words.say, diagnosis.mended))
    subject = _subject(diagnosis, words)
    above = tuple(filter(None, (first_line, *mended, subject)))
    life = timeline(diagnosis, words)
    return Outline(
        language=words.language,
        subject=subject,
        summary=first_line,
        mended=mended,
        tone="unsure" if diagnosis.contradictions else tone("refund", diagnosis),
        screen=screen(above, diagnosis, words, words.say(more)),
        behind=behind(diagnosis, life, words) if whole else (),
        timeline=life,
        footer=(
            words.say("screen.answer_of", today=diagnosis.today, rules=date.fromisoformat(diagnosis.rules_date)),
            words.say("screen.disclaimer"),
        ),
        fold=words.say("screen.fold"),
    )


def _subject(diagnosis: Diagnosis, words: Catalogue) -> str:
    """Which order it is about, as far as its number or a note says so."""
    number, note = order_number(diagnosis), shown("note", diagnosis.order.value("note") or "", words)
    if number and note:
        return words.say("screen.subject_note", id=number, note=note)
    if number:
        return words.say("screen.subject", id=number)
    return words.say("screen.note_alone", note=note) if note else ""
