"""`ali-closed ask`: an order in, the next question out, or null; nothing is remembered in between."""

from __future__ import annotations

from ali_closed.cli.flags import Settings, order_command
from ali_closed.cli.streams import put_json


@order_command(unused="json format verbose quiet color exit_code no_input")
def ask(settings: Settings) -> None:
    """Print the next question that can change the plan as JSON, or null."""
    from ali_closed.cli.answers import answer
    from ali_closed.cli.show import note_warnings
    from ali_closed.report.formats.json_document import question

    answered = answer(settings)
    note_warnings(answered, settings)
    asked = answered.diagnosis.next_question
    put_json(asked and question(asked, answered.words))
