"""`flask serve`, `flask work`, `flask tick`: the processes that keep the clock and deliver."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType
from typing import Protocol, cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from bot.command_line import ReportingCommand
from bot.db import Database
from bot.delivery import Delivery
from bot.intake import Intake
from bot.log import configure_log
from bot.memory import tune_gc
from bot.menu_keeper import MenuKeeper
from bot.schema import upgrade
from bot.settings import Settings
from scheduler.run import Timekeeper
from services.log import begin_log
from services.rights.stated import states
from services.rights.table import Right

# Room for a callback that is too large, so that it is our own limit that refuses it.
LARGEST_BODY = 8 * 1024 * 1024


class Parts(Protocol):
    """What these commands need of the application."""

    @property
    def settings(self) -> Settings: ...

    @property
    def db(self) -> Database: ...

    @property
    def intake(self) -> Intake: ...

    @property
    def delivery(self) -> Delivery: ...

    @property
    def timekeeper(self) -> Timekeeper: ...

    @property
    def menu_keeper(self) -> MenuKeeper: ...

    def check(self) -> None:
        """Build everything a web process needs. Raises HonghuiError naming what is wrong."""


def _parts() -> Parts:
    return cast(Parts, current_app.extensions["honghui"])


def _working_parts() -> Parts:
    parts = _parts()
    configure_log(parts.settings, sys.stderr)
    parts.check()
    return parts


def _start_worker(parts: Parts) -> threading.Thread:
    tune_gc()
    delivery = threading.Thread(target=parts.delivery.run, name="delivery", daemon=True)
    delivery.start()
    parts.timekeeper.start([parts.menu_keeper.keep])
    parts.intake.start_replay()
    return delivery


@click.command("serve", cls=ReportingCommand)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
@with_appcontext
@states(Right.OPERATE)
def serve(host: str, port: int) -> None:
    """Run everything in one process: callback, health pages, clock and delivery."""
    from waitress import serve as serve_pages

    parts = _working_parts()
    _start_worker(parts)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo(f"Listening on http://{host}:{port}/ ; stop with Ctrl-C.")
    # Without `ident` no answer names the server.
    serve_pages(app, host=host, port=port, threads=8, ident=None, max_request_body_size=LARGEST_BODY)


@click.command("work", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def work() -> None:
    """Run clock and delivery only, beside WSGI servers on this or other machines."""
    parts = _working_parts()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        parts.intake.stop_replay()
        parts.delivery.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    delivery = _start_worker(parts)
    click.echo("Working; stop with Ctrl-C.")
    delivery.join()


@click.command("tick", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def tick() -> None:
    """Run all sweeps once at the clock's moment, exit when everything that was waiting is delivered."""
    parts = _working_parts()
    delivery = parts.delivery
    try:
        parts.timekeeper.run_all()
    finally:
        # What other sweeps have put out goes out, also when one of them has failed.
        click.echo(f"Swept; {delivery.finish()} messages tried.")


@click.command("upgrade", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def upgrade_database() -> None:
    """Bring an older database up to this version."""
    settings = _parts().settings
    db = Database(settings.database_url.get_secret_value())
    upgrade(db)
    with db.begin() as session:
        begin_log(session)
    click.echo("The database is up to date.")


COMMANDS = (serve, work, tick, upgrade_database)
