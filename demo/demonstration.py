"""`flask demo`: a month happening in the browser, with nothing but this machine."""

from __future__ import annotations

import signal
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import yaml
from flask.cli import with_appcontext

from demo.narrator import Narrator
from demo.past import live_through
from demo.stage import (
    ROOT,
    Stage,
    StageError,
    check_free,
    load_records,
    months_ahead,
    running,
    set_up,
    shipped_days,
)
from handlers.cli.reporting import ReportingCommand
from rules.periods import Month, Quarter
from rules.workdays import Calendar
from services.rights.stated import states
from services.rights.table import Right

# However long it takes to start, it takes place before the first slot: the clock is set forward then, never back.
SET_UP_AT = "2026-10-08T08:25:00+08:00"
# Seconds before the first slot of a working day: the slips go out while the visitor is looking.
STARTS_AT = "2026-10-08T08:33:50+08:00"
MORNING = "T08:34:30+08:00"
BOARD_MORNING = "T09:04:30+08:00"
FIRST_DAY = date(2026, 10, 8)
DAYS = 200
NEIGHBOURS_ANSWER_AT = "2026-10-08T16:00"
SILENT = {"zhuyongliang", "dujianping", "meizhigang", "suyawen"}
# However fast 下一步 is pressed, the bot first finishes what the step before set off; it looks for work every second.
QUIET_SECONDS = 3
STEPS = ROOT / "data" / "sample" / "demo.yaml"


@click.command("demo", cls=ReportingCommand)
@click.option("--port", default=8090, show_default=True, help="Where to look in the browser.")
@click.option("--bot-port", default=8080, show_default=True)
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=ROOT / "var" / "demo", help="Where it lives."
)
@with_appcontext
@states(Right.OPERATE)
def demo(port: int, bot_port: int, folder: Path) -> None:
    """Start local WeCom, bot, clock and delivery on loopback with the invented sample town."""
    check_free(port, "--port")
    check_free(bot_port, "--bot-port")
    stage = Stage(folder.resolve(), port, bot_port)
    click.echo("Loading the sample town, 15 months of records and three boards …")
    set_up(stage, SET_UP_AT, {**bench(shipped_days()), "screens": screens(stage)}, live_through)
    with running(stage):
        stage.ask("clock", now=STARTS_AT)
        click.echo(f"\n  Open {stage.simulator}/ in a browser; stop with Ctrl-C.\n")
        stopped = threading.Event()
        threading.Thread(target=neighbours_answer, args=(Narrator(stage), stopped), daemon=True).start()
        threading.Thread(target=months_go_on, args=(stage, stopped), daemon=True).start()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda _signal, _frame: stopped.set())
        stopped.wait()
    click.echo("Stopped.")


def neighbours_answer(told: Narrator, stopped: threading.Event) -> None:
    """Let most branches answer on the first afternoon, as they would; the visitor's own and a few others wait."""
    try:
        while told.stage.look("clock")["now"] < NEIGHBOURS_ANSWER_AT:
            if stopped.wait(1):
                return
        told.all_answer(sorted(told.receivers_of("党建工作提醒单") - SILENT))
    except StageError as error:
        click.echo(f"The neighbours fell silent: {error}", err=True)


def months_go_on(stage: Stage, stopped: threading.Event) -> None:
    """Enter each later month's records when the visitor's clock has come to it."""
    try:
        for month in months_ahead(stage):
            while stage.look("clock")["now"] < month:
                if stopped.wait(1):
                    return
            load_records(stage, [month])
    except StageError as error:
        click.echo(f"The records of the month are missing: {error}", err=True)


def bench(days: Calendar) -> dict[str, Any]:
    """Put the demonstration's clock, phones and steps on the simulator's bench."""
    return {
        "reset_button": False,
        "quiet_seconds": QUIET_SECONDS,
        "jumps": [
            {"label": "到下个工作日", "instants": [f"{day}{MORNING}" for day in _working_days(days)]},
            {"label": "到截止日", "instants": [f"{day}{MORNING}" for day in _due_days(days)]},
            {"label": "到季度发榜", "instants": [f"{day}{BOARD_MORNING}" for day in _board_days(days)]},
        ],
        **yaml.safe_load(STEPS.read_text(encoding="utf-8")),
    }


def screens(stage: Stage) -> list[dict[str, str]]:
    """Put the office's desk beside the phones: the console, as the clerk. Whoever was signed in before is not asked."""
    return [{"label": "组织办电脑", "url": f"{stage.bot}/login?next=/console/", "userid": "wusiyuan"}]


def _working_days(days: Calendar) -> list[date]:
    ahead = (FIRST_DAY + timedelta(days=number) for number in range(1, DAYS))
    return [day for day in ahead if days.is_working(day)]


def _months() -> list[Month]:
    months = [Month.of(FIRST_DAY)]
    while months[-1].last_day < FIRST_DAY + timedelta(days=DAYS):
        months.append(months[-1].next)
    return months


def _due_days(days: Calendar) -> list[date]:
    """The second working day after each month's slips."""
    return [days.working_day_after(days.first_working_of(month), 2) for month in _months()]


def _board_days(days: Calendar) -> list[date]:
    """The sixteenth working day after each quarter: approval and publication."""
    quarters = dict.fromkeys(Quarter.of(month.first_day).previous for month in _months())
    return [days.working_day_after(quarter.last_day, 16) for quarter in quarters]
