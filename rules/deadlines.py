"""The deadline of a slip: so many working days after receipt, stored with how it was counted (R14, A2, A3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from rules.periods import ONE_DAY, in_beijing, moment_on
from rules.workdays import Calendar


@dataclass(frozen=True)
class Counted:
    """A working day that counts: the first, the second, … ; `makeup` marks a worked weekend (调休上班)."""

    day: date
    ordinal: int
    makeup: bool


@dataclass(frozen=True)
class Skipped:
    """Days off in a row that do not count; `name` is the holiday's, None for a plain weekend."""

    first: date
    last: date
    name: str | None


@dataclass(frozen=True)
class Deadline:
    """A deadline and the count that led to it.

    `day` is the due day; `limit` (Beijing time) is the first moment that is too late. `provisional` says that a day
    was counted for which no holiday schedule is known yet; `moved_from` is the due day before it was counted anew, once
    the schedule was known.
    """

    received: datetime
    counted: tuple[Counted, ...]
    skipped: tuple[Skipped, ...]
    day: date
    limit: datetime
    closes: str
    provisional: bool
    moved_from: date | None = None

    @property
    def steps(self) -> tuple[Counted | Skipped, ...]:
        """Every day between receipt and the due day as it was counted or skipped, in order: the explanation."""
        return tuple(sorted((*self.counted, *self.skipped), key=_first_day))

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that JSON can hold; `from_dict` reads them back."""
        return {
            "received": self.received.isoformat(),
            "counted": [
                {"day": each.day.isoformat(), "ordinal": each.ordinal, "makeup": each.makeup} for each in self.counted
            ],
            "skipped": [
                {"first": each.first.isoformat(), "last": each.last.isoformat(), "name": each.name}
                for each in self.skipped
            ],
            "day": self.day.isoformat(),
            "closes": self.closes,
            "provisional": self.provisional,
            "moved_from": self.moved_from.isoformat() if self.moved_from else None,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Read back what `as_dict` wrote, without counting again: what was promised holds."""
        day, moved_from = date.fromisoformat(stored["day"]), stored.get("moved_from")
        return cls(
            received=in_beijing(datetime.fromisoformat(stored["received"])),
            counted=tuple(
                Counted(date.fromisoformat(each["day"]), each["ordinal"], each["makeup"]) for each in stored["counted"]
            ),
            skipped=tuple(
                Skipped(date.fromisoformat(each["first"]), date.fromisoformat(each["last"]), each["name"])
                for each in stored["skipped"]
            ),
            day=day,
            limit=moment_on(day, stored["closes"]),
            closes=stored["closes"],
            provisional=stored["provisional"],
            moved_from=date.fromisoformat(moved_from) if moved_from else None,
        )


def _first_day(step: Counted | Skipped) -> date:
    return step.day if isinstance(step, Counted) else step.first


def count_deadline(received: datetime, working_days: int, calendar: Calendar, closes: str = "24:00") -> Deadline:
    """Count `working_days` working days after the Beijing day of receipt, which itself does not count (R14, A3).

    `closes` is the time of the due day at which the deadline ends. A moment without a zone, a count below 1 and an
    impossible time of day are ValueErrors.
    """
    received = in_beijing(received)
    start = received.date()
    due = calendar.working_day_after(start, working_days)
    passed = [start + offset * ONE_DAY for offset in range(1, (due - start).days + 1)]
    worked = [day for day in passed if calendar.is_working(day)]
    return Deadline(
        received=received,
        counted=tuple(Counted(day, ordinal, calendar.is_makeup(day)) for ordinal, day in enumerate(worked, start=1)),
        skipped=_rows_of_days_off((day for day in passed if not calendar.is_working(day)), calendar),
        day=due,
        limit=moment_on(due, closes),
        closes=closes,
        provisional=not all(calendar.is_known(day) for day in passed),
    )


def count_anew(before: Deadline, calendar: Calendar, received: datetime | None = None) -> Deadline:
    """Count a provisional deadline anew from the same receipt, or from one that has moved itself (A3).

    While a day is still not ruled by a schedule, nothing changes. Once all are, the later of both days holds, as was
    promised.
    """
    anew = count_deadline(received or before.received, len(before.counted), calendar, before.closes)
    if not before.provisional or anew.provisional:
        return before
    if anew.limit <= before.limit:
        return replace(before, provisional=False)
    return replace(anew, moved_from=before.day)


def _rows_of_days_off(days_off: Iterable[date], calendar: Calendar) -> tuple[Skipped, ...]:
    """Join days off that follow each other and carry the same name."""
    rows: list[Skipped] = []
    for day in days_off:
        name = calendar.name_of(day)
        last = rows[-1] if rows else None
        if last and last.name == name and last.last == day - ONE_DAY:
            rows[-1] = replace(last, last=day)
        else:
            rows.append(Skipped(day, day, name))
    return tuple(rows)
