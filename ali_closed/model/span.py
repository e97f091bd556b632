"""A span of whole days: what is known of when something happened or will happen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple, Self

from ali_closed.errors import UsageError


class _Ends(NamedTuple):
    first: date | None
    last: date | None
    moment: datetime | None = None


class Span(_Ends):
    """Whole days on AliExpress's clock, both ends inclusive; None leaves that side open.

    `moment`, always with an offset, is there only if an exact time was given; `first` and `last` are then
    its day.
    """

    __slots__ = ()

    def __new__(cls, first: date | None, last: date | None, moment: datetime | None = None) -> Self:
        """Refuses ends that are times or stand the wrong way round, and a moment without an offset or in no one day."""
        if isinstance(first, datetime) or isinstance(last, datetime):
            raise TypeError("the ends of a span are days, not times")
        if first is not None and last is not None and first > last:
            raise ValueError("a span cannot end before it begins")
        if moment is not None and moment.utcoffset() is None:
            raise ValueError("a moment needs an offset")
        if moment is not None and (first is None or first != last):
            raise ValueError("a moment belongs to one day")
        return super().__new__(cls, first, last, moment)

    @classmethod
    def day(cls, day: date, moment: datetime | None = None) -> Span:
        """The span of a single day, with the exact moment in it if that is known."""
        return cls(day, day, moment)

    @property
    def is_day(self) -> bool:
        """Whether the day is known exactly."""
        return self.first is not None and self.first == self.last

    def shift(self, days: int) -> Span:
        """The span some whole days later, or earlier if negative; its ends are then days without a moment.

        Raises UsageError if an end would leave the calendar.
        """
        if days == 0:
            return self
        try:
            step = timedelta(days=days)
            first, last = (None if end is None else end + step for end in self[:2])
            return Span(first, last)
        except OverflowError:
            raise UsageError(
                "A date would lie beyond the end of the calendar.",
                code="bad_date",
                hint="Check the year, as in 2026-11-02.",
            ) from None

    def echo(self) -> str | dict[str, str | None]:
        """The span as the contract shows it: a day as ISO text, anything else by its two ends."""
        first, last, _ = self
        if first is not None and first == last:
            return first.isoformat()
        return {"from": first.isoformat() if first else None, "until": last.isoformat() if last else None}

    def written(self) -> str:
        """The span as it is given on a command line."""
        return str(self.first) if self.is_day else f"{self.first or ''}..{self.last or ''}"
