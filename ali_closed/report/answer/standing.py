"""How things stand, in words that fit the case; until every screen takes the diagnosis' own sentences."""

from ali_closed.engine.standing import REFUSING, how, is_vague, last_date, status, title, window

__all__ = ["REFUSING", "how", "is_vague", "last_date", "status", "title", "window"]
