"""`flask serve`, `flask work`, `flask tick`: the processes that keep the clock and deliver."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Protocol, cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from bot.command_line import ReportingCommand
from bot.db import Database
from bot.delivery import Delivery
from bot.schema import upgrade
from bot.settings import Settings
from scheduler.run import Timekeeper


class Parts(Protocol):
    """What these commands need of the application."""

    @property
    def settings(self) -> Settings:
        """What the environment says."""

    @property
    def db(self) -> Database:
        """The database."""

    @property
    def delivery(self) -> Delivery:
        """What sends the outbox."""

    @property
    def timekeeper(self) -> Timekeeper:
        """What keeps the timetable."""


def _parts() -> Parts:
    return cast(Parts, current_app.extensions["honghui"])


def _start_worker(parts: Parts) -> threading.Thread:
    delivery = threading.Thread(target=parts.delivery.run, name="delivery", daemon=True)
    delivery.start()
    parts.timekeeper.start()
    return delivery


@click.command("serve", cls=ReportingCommand)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
@with_appcontext
def serve(host: str, port: int) -> None:
    """Run everything in one process: callback, pages, clock and delivery."""
    from waitress import serve as serve_pages

    parts = _parts()
    _start_worker(parts)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo(f"Listening on http://{host}:{port}/ ; stop with Ctrl-C.")
    serve_pages(app, host=host, port=port, threads=8)


@click.command("work", cls=ReportingCommand)
@with_appcontext
def work() -> None:
    """Run clock and delivery only, beside WSGI servers on this or other machines."""
    parts = _parts()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        parts.delivery.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    delivery = _start_worker(parts)
    click.echo("Working; stop with Ctrl-C.")
    delivery.join()


@click.command("tick", cls=ReportingCommand)
@with_appcontext
def tick() -> None:
    """Run all sweeps once at the clock's moment, deliver what is waiting, and exit."""
    parts = _parts()
    delivery = parts.delivery
    parts.timekeeper.run_all()
    click.echo(f"Swept; {delivery.drain()} messages tried.")


@click.command("upgrade", cls=ReportingCommand)
@with_appcontext
def upgrade_database() -> None:
    """Bring an older database up to this version."""
    settings = _parts().settings
    upgrade(Database(settings.database_url.get_secret_value()))
    click.echo("The database is up to date.")


COMMANDS = (serve, work, tick, upgrade_database)
