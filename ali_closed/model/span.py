"""A span of whole days: what is known of when something happened or will happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ali_closed.errors import UsageError


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days on AliExpress's clock, both ends inclusive; None leaves that side open.

    `moment`, always with an offset, is there only if an exact time was given; `first` and `last` are then
    its day.
    """

    first: date | None
    last: date | None
    moment: datetime | None = None

    def __post_init__(self) -> None:
        for end in (self.first, self.last):
            if isinstance(end, datetime):
                raise TypeError("the ends of a span are days, not times")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("a span cannot end before it begins")
        if self.moment is not None and self.moment.utcoffset() is None:
            raise ValueError("a moment needs an offset")
        if self.moment is not None and not self.is_day:
            raise ValueError("a moment belongs to one day")

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
            return Span(
                None if self.first is None else self.first + step,
                None if self.last is None else self.last + step,
            )
        except OverflowError:
            raise UsageError(
                "A date would lie beyond the end of the calendar.",
                code="bad_date",
                hint="Check the year, as in 2026-11-02.",
            ) from None

    def echo(self) -> str | dict[str, str | None]:
        """The span as the contract shows it: a day as ISO text, anything else by its two ends."""
        if self.first is not None and self.first == self.last:
            return self.first.isoformat()
        return {
            "from": None if self.first is None else self.first.isoformat(),
            "until": None if self.last is None else self.last.isoformat(),
        }
