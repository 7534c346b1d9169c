"""The checks of this side: settings, database, clock, calendar, fonts, disk, backups, what failed, the red lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from rules.checkup import Check, Finding
from rules.checkup_facts import Facts, KeptFacts
from rules.periods import in_beijing

MEGABYTE: Final = 1024 * 1024
# A month of a large town's messages and pictures, and a backup of the database beside it.
LEAST_FREE_BYTES: Final = 500 * MEGABYTE
# Backups are made daily: one that is a day and a half old was missed.
OLDEST_BACKUP: Final = timedelta(hours=36)
# A message that could not be worked off is told of for so long; whoever wrote it has heard so at once.
TOLD_FOR: Final = timedelta(days=7)
# A callback signed more than an hour away is refused; a deadline ends on the minute.
FARTHEST_CLOCK: Final = timedelta(minutes=2)
# The State Council's schedule comes in November; December's slips need it on the first working day of January.
SCHEDULE_WANTED_FROM: Final = 12


def settings(facts: Facts) -> Iterator[Finding]:
    """Every value of the environment is there and right; its file is for nobody else."""
    if facts.settings.wrong:
        yield Finding("wrong", {"said": facts.settings.wrong})
    if facts.settings.lacking:
        yield Finding("lacking", {"names": facts.settings.lacking})
    if facts.settings.open_file:
        yield Finding("open", {"file": facts.settings.open_file})


def pages(facts: Facts) -> Iterable[Finding]:
    """Without an address for phones there are no pages."""
    return () if facts.settings.has_pages or facts.settings.wrong else (Finding("none"),)


def database(facts: Facts) -> Iterable[Finding] | None:
    """The database can be reached, and there is one."""
    if facts.store is None:
        return None
    if facts.store.trouble:
        return (Finding("trouble", {"said": facts.store.trouble}),)
    return () if facts.store.is_begun else (Finding("not_begun"),)


def schema(facts: Facts) -> Iterable[Finding] | None:
    """Its tables are those of this program."""
    store = facts.store
    if store is None or store.trouble or not store.is_begun:
        return None
    return () if store.revision == store.newest else (Finding("other", {"store": store}),)


def clock(facts: Facts) -> Iterable[Finding] | None:
    """Our clock goes as WeCom's does; the zone of the machine does not matter."""
    if facts.wecom is None or facts.wecom.away is None:
        return None
    away = facts.wecom.away
    return () if abs(away) <= FARTHEST_CLOCK else (Finding("away", {"seconds": round(away.total_seconds())}),)


def calendar(facts: Facts) -> Iterable[Finding] | None:
    """This year's holidays are known, and from December on those of the next."""
    if facts.kept is None:
        return None
    today = in_beijing(facts.now)
    wanted = [today.year, *([today.year + 1] if today.month >= SCHEDULE_WANTED_FROM else [])]
    return [Finding("missing", {"year": year}) for year in wanted if year not in facts.kept.known_years]


def fonts(facts: Facts) -> Iterable[Finding] | None:
    """The fonts that pictures are drawn with are there."""
    if facts.machine is None:
        return None
    return [Finding("broken", {"name": name}) for name in facts.machine.broken_fonts]


def disk(facts: Facts) -> Iterable[Finding] | None:
    """There is room beside the database."""
    if facts.machine is None:
        return None
    free = facts.machine.free_bytes
    return () if free >= LEAST_FREE_BYTES else (Finding("full", {"megabytes": free // MEGABYTE}),)


def backup(facts: Facts) -> Iterable[Finding] | None:
    """There is a backup, and it is of today or yesterday."""
    if facts.machine is None:
        return None
    made = facts.machine.backup_at
    if made is None:
        return (Finding("none"),)
    return () if facts.now - made <= OLDEST_BACKUP else (Finding("old", {"at": made}),)


def failed(facts: Facts) -> Iterable[Finding] | None:
    """Nothing that came in was left unanswered, nothing that was to go out gave up unseen."""
    return None if facts.kept is None else _failures(facts.kept)


def _failures(kept: KeptFacts) -> Iterator[Finding]:
    if kept.failed:
        yield Finding("arrivals", {"count": kept.failed, "days": TOLD_FOR.days})
    if kept.lost:
        yield Finding("messages", {"count": kept.lost})


def red_lines(facts: Facts) -> Iterable[Finding] | None:
    """No setting crosses a red line that nobody has answered for."""
    return None if facts.kept is None else [Finding("crossed", {"crossing": one}) for one in facts.kept.crossings]


CHECKS: Final = (
    Check("settings", settings),
    Check("pages", pages),
    Check("database", database),
    Check("schema", schema),
    Check("clock", clock),
    Check("calendar", calendar),
    Check("fonts", fonts),
    Check("disk", disk),
    Check("backup", backup),
    Check("failed", failed),
    Check("red_lines", red_lines),
)
