"""Every word we say lives in templates/; this finds it by file and block and fills in the facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from jinja2.runtime import Context
from markupsafe import Markup

from bot.errors import Refused
from bot.terms import has, office_to_ring, terms
from rules.catalogue import KINDS
from rules.deadlines import Counted, Deadline, Skipped
from rules.periods import BEIJING, Month, Quarter
from rules.terms import Terms

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
WEEKDAYS = "一二三四五六日"
NUMBERS = "零一两三四五六七八九十"
LABELS = "notices/labels.txt"
LONGEST_REMARK = 30


def day_text(day: date) -> str:
    """Write a day with its weekday: 11月4日（周三）."""
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def kept_day_text(kept: str) -> str:
    """Write a day that is kept as text with a step of a case (2026-11-04) as every other day: 11月4日（周三）."""
    return day_text(date.fromisoformat(kept))


def kept_month_text(kept: str) -> str:
    """Write a month that is kept as text (2026-03): 2026年3月."""
    month = Month.parse(kept)
    return f"{month.year}年{month.month}月"


def kept_quarter_text(kept: str) -> str:
    """Name a quarter as it was kept in text: "2026-Q3" is 2026年第三季度."""
    return quarter_text(Quarter.parse(kept))


def quarter_text(quarter: Quarter) -> str:
    """Write a quarter: 2026年第三季度."""
    return f"{quarter.year}年{quarter.name}"


def together_text(quarters: Sequence[Quarter]) -> str:
    """Write several of one year: 第一、三季度."""
    first, _, last = quarters[0].name_parts
    return f"{first}{'、'.join(one.name_parts[1] for one in quarters)}{last}"


def number_text(number: int) -> str:
    """Write a small number before a measure word: 两."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def moment_text(moment: datetime) -> str:
    """Write a moment in Beijing time: 11月3日（周二）14:36. What was entered as a day is kept as its first moment (what
    came in on paper): of that only the day is known, and said.
    """
    local = moment.astimezone(BEIJING)
    return day_text(local.date()) if local.time() == time() else f"{day_text(local.date())}{local:%H:%M}"


def points_text(points: Decimal) -> str:
    """Write points without needless zeros: 1, 0.5, 86.25."""
    return f"{points.normalize():f}"


def cell_text(value: object) -> str:
    """Write what stands in a cell of a table as people read it: a moment, a day, points, or what it says of itself."""
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return day_text(value)
    return points_text(value) if isinstance(value, Decimal) else str(value)


def closing_text(closes: str) -> str:
    """Write the hour a due day ends: 24时, 17:30."""
    return "24时" if closes == "24:00" else closes


def limit_text(deadline: Deadline) -> str:
    """Write a deadline: 11月4日（周三）24时."""
    return f"{day_text(deadline.day)}{closing_text(deadline.closes)}"


def until_text(moment: datetime) -> str:
    """Write the moment at which something ends; midnight belongs to the day it ends: 11月4日（周三）24时."""
    local = moment.astimezone(BEIJING)
    return f"{day_text((local - timedelta(days=1)).date())}24时" if local.time() == time() else moment_text(moment)


def step_text(step: Counted | Skipped) -> str:
    """Write one step of counting a deadline: 10月10日（周六，调休上班）第2个工作日."""
    if isinstance(step, Counted):
        weekday = f"周{WEEKDAYS[step.day.weekday()]}{'，调休上班' if step.makeup else ''}"
        return f"{step.day.month}月{step.day.day}日（{weekday}）第{step.ordinal}个工作日"
    last = "" if step.last == step.first else f"至{step.last.month}月{step.last.day}日"
    return f"{step.first.month}月{step.first.day}日{last}{step.name or '周末'}，不计"


def shortened(remark: str, longest: int = LONGEST_REMARK) -> str:
    """Write a remark behind a dash, short enough for one line on a phone."""
    return f"——{remark if len(remark) <= longest else remark[:longest] + '…'}" if remark else ""


def percent_text(share: Fraction) -> str:
    """Write a share in whole hundredths: 67%."""
    return f"{round(share * 100)}%"


def label(value: str) -> str:
    """Write a stored word (a state, a kind) as people say it."""
    return _label(terms(), value)


# Nothing but the town's terms stands in a label, and a month's slips are full of the same few.
@lru_cache(maxsize=1024)
def _label(_spoken: Terms, value: str) -> str:
    return word(LABELS, value)


def kinds() -> dict[str, str]:
    """Name the kinds of tasks and indicators, in the order in which a slip shows them."""
    return {one: label(one) for one in KINDS}


def _defused(value: Any) -> Any:
    """WeCom turns `<a href>` in a text into a link: what people typed must not become one."""
    return value.replace("<", "＜") if isinstance(value, str) and not isinstance(value, Markup) else value


def environment() -> Environment:
    """Give the template environment that says everything in the town's terms."""
    return _environment(terms())


@lru_cache(maxsize=8)
def _environment(spoken: Terms) -> Environment:
    """Build the environment of a town once. A missing fact is an error, never an empty space."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=_compiled(),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_defused,
        autoescape=lambda name: name is not None and name.endswith((".html", ".svg")),
    )
    found.filters.update(
        day=day_text,
        kept_day=kept_day_text,
        kept_month=kept_month_text,
        kept_quarter=kept_quarter_text,
        quarter=quarter_text,
        together=together_text,
        number=number_text,
        moment=moment_text,
        points=points_text,
        cell=cell_text,
        until=until_text,
        limit=limit_text,
        closing=closing_text,
        step_text=step_text,
        shortened=shortened,
        label=label,
        percent=percent_text,
    )
    found.globals.update(kinds=kinds, terms=spoken, has=has, office_to_ring=office_to_ring)
    return found


def _compiled() -> BytecodeCache | None:
    """Keep compiled templates in the machine's folder for what may go: each process compiled them all anew."""
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None  # No such folder, or not ours alone.


def word(template: str, block: str | None = None, /, **facts: Any) -> str:
    """Say one thing: a whole template, or one block of it. Raises jinja2 errors for what is missing."""
    found = environment().get_template(template)
    if block is None:
        return found.render(facts).strip()
    return "".join(found.blocks[block](_context(found, facts))).strip()


class _Blocks(dict[str, list[Any]]):
    """A template's blocks as its context wants them, each put there when it is asked for: most are asked for one."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def __missing__(self, block: str) -> list[Any]:
        self[block] = [self._template.blocks[block]]
        return self[block]


def _context(template: Template, facts: dict[str, Any]) -> Context:
    """Make what a block is rendered with; Jinja itself lists all blocks for it, hundreds of refusals for a sentence."""
    context = Context(template.environment, {**template.globals, **facts}, template.name, {}, template.globals)
    context.blocks = _Blocks(template)
    return context


@cache
def blocks(template: str) -> frozenset[str]:
    """List the blocks a template offers, so that tests can hold code and wording together."""
    return frozenset(environment().get_template(template).blocks)


def refusal_text(refused: Refused) -> str:
    """Say in Chinese why something was refused."""
    return word("notices/refusals.txt", refused.reason, **refused.facts)
