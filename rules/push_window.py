"""When pushes may leave: inside the window of a working day, so that nobody is disturbed at night (D5)."""

from datetime import datetime

from rules.periods import in_beijing, moment_on
from rules.workdays import Calendar


def in_push_window(now: datetime, calendar: Calendar, window: tuple[str, str]) -> bool:
    """Whether a push may leave now; `window` is (opens, closes) in Beijing time, the closing moment is outside."""
    now = in_beijing(now)
    opens, closes = (moment_on(now.date(), clock_time) for clock_time in window)
    return calendar.is_working(now.date()) and opens <= now < closes


def next_push_moment(now: datetime, calendar: Calendar, window: tuple[str, str]) -> datetime:
    """Return the earliest Beijing moment, from now on, at which a push may leave."""
    now = in_beijing(now)
    if in_push_window(now, calendar, window):
        return now
    opens_today = moment_on(now.date(), window[0])
    if calendar.is_working(now.date()) and now < opens_today:
        return opens_today
    return moment_on(calendar.next_working(now.date()), window[0])
