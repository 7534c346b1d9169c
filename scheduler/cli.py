"""`flask serve`, `flask work`, `flask tick`: the processes that keep the clock and deliver."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, cast

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from bot.command_line import ReportingCommand
from bot.core_parts import CoreParts
from bot.db import Database
from bot.delivery import Delivery
from bot.errors import NotNow
from bot.heart import Heart
from bot.hold import Hold
from bot.log import configure_log
from bot.memory import tune_gc
from bot.menu_keeper import MenuKeeper
from bot.private import check_not_root
from bot.schema import upgrade
from bot.wording import word
from bot.working_off import WorkingOff
from scheduler.run import Timekeeper
from scheduler.watch import Child, Ready, Watch, when_told
from scheduler.web import web_server
from services.backups.keeper import Keeper
from services.log.covering import cover_all
from services.rights.stated import states
from services.rights.table import Right

BACKLOG = 1024
# Whoever works off gives way where the processors are busy: WeCom waits five seconds for a callback, people for longer.
GIVE_WAY: Final = 10
HELD = "backups/commands.txt"


class ProcessParts(CoreParts, Protocol):
    """What these commands need of the application."""

    @property
    def working_off(self) -> WorkingOff: ...

    @property
    def delivery(self) -> Delivery: ...

    @property
    def timekeeper(self) -> Timekeeper: ...

    @property
    def menu_keeper(self) -> MenuKeeper: ...

    @property
    def backups(self) -> Keeper: ...

    @property
    def hold(self) -> Hold: ...

    def check(self) -> None:
        """Build everything a web process needs. Raises HonghuiError naming what is wrong."""

    def let_go(self) -> None:
        """Close all connections: what is forked from here opens its own."""

    def open_doors(self) -> None:
        """Begin to take callbacks in, and to wake the workers of this machine."""

    def ring_for_messages(self) -> None:
        """Wake whoever delivers on this machine, after each commit of this process."""

    def listen_for_arrivals(self, heard: Callable[[], None]) -> None:
        """Call `heard` whenever there may be something to work off."""

    def listen_for_messages(self, heard: Callable[[], None]) -> None:
        """Call `heard` whenever there may be something to deliver."""


Work = Callable[[ProcessParts, Ready], None]


def _parts() -> ProcessParts:
    return cast(ProcessParts, current_app.extensions["honghui"])


def _working_parts() -> ProcessParts:
    parts = _parts()
    configure_log(parts.settings, sys.stderr)
    parts.check()
    if parts.hold.lasts():
        click.echo(word(HELD, "held"), err=True)
    return parts


def _work_off(parts: ProcessParts, ready: Ready) -> None:
    """Answer what arrives, until SIGTERM."""
    os.nice(GIVE_WAY)
    when_told(parts.working_off.stop)
    parts.ring_for_messages()
    parts.working_off.start()
    parts.listen_for_arrivals(parts.working_off.wake)
    Heart(parts.db, "worker").start()
    ready()
    parts.working_off.join()


def _deliver(parts: ProcessParts, ready: Ready) -> None:
    """Keep the clock and deliver, until SIGTERM."""
    when_told(parts.delivery.stop)
    delivery = threading.Thread(target=parts.delivery.run, name="delivery", daemon=True)
    delivery.start()
    parts.listen_for_messages(parts.delivery.wake)
    parts.timekeeper.start([parts.menu_keeper.keep, parts.backups.keep])
    Heart(parts.db, "delivery").start()
    ready()
    delivery.join()


def _behind(door: socket.socket, work: Work, parts: ProcessParts, ready: Ready) -> None:
    """Work beside the process that listens, and leave the listening to it."""
    door.close()
    work(parts, ready)


def _serve_pages(parts: ProcessParts, app: Flask, door: socket.socket, ready: Ready) -> None:
    """Take callbacks in and show pages, until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit())
    parts.open_doors()
    server = web_server(app, door)
    ready()
    server.run()


@click.command("serve", cls=ReportingCommand)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
@with_appcontext
@states(Right.OPERATE)
def serve(host: str, port: int) -> None:
    """Run everything on one machine: one process takes callbacks in and shows pages, one answers, one delivers."""
    parts = _working_parts()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with _door(host, port) as door:
        click.echo(f"Listening on http://{host}:{port}/ ; stop with Ctrl-C.")
        # Pages first: callbacks are kept while the others catch up with what was due.
        _keep_alive(
            parts,
            Child("pages", partial(_serve_pages, parts, app, door)),
            Child("worker", partial(_behind, door, _work_off, parts)),
            Child("delivery", partial(_behind, door, _deliver, parts)),
        )


def _keep_alive(parts: ProcessParts, *children: Child, up: Callable[[], None] = lambda: None) -> None:
    """Run processes of this machine, forked from this one, until SIGTERM or Ctrl-C; call `up` when all are there."""
    parts.let_go()
    tune_gc()
    try:
        Watch(children).run(up)
    except ChildProcessError as error:
        raise click.ClickException(f"The process `{error}` does not come up; the log above says why") from None


def _door(host: str, port: int) -> socket.socket:
    """Bind the address before there are two processes: either may be started again behind it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}:{port} ({error.strerror}); choose another with --port"
        ) from None


@click.command("work", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def work() -> None:
    """Answer what arrives, keep the clock and deliver, beside WSGI servers on this or other machines."""
    parts = _working_parts()
    _keep_alive(
        parts,
        Child("worker", partial(_work_off, parts)),
        Child("delivery", partial(_deliver, parts)),
        up=lambda: click.echo("Working; stop with Ctrl-C."),
    )


@click.command("tick", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def tick() -> None:
    """Answer what has arrived, run all sweeps once at the clock's moment, exit when all that waits is delivered."""
    parts = _working_parts()
    if parts.hold.lasts():
        raise NotNow("restore_held")
    delivery = parts.delivery
    parts.working_off.drain()
    try:
        parts.timekeeper.run_all()
    finally:
        # What other sweeps have put out goes out, also when one of them has failed.
        tried = delivery.finish()
    click.echo(f"Swept; {tried} messages tried.")


@click.command("upgrade", cls=ReportingCommand)
@with_appcontext
@states(Right.OPERATE)
def upgrade_database() -> None:
    """Bring an older database up to this version."""
    settings = _parts().settings
    check_not_root(settings)
    db = Database(settings.database_url.get_secret_value())
    upgrade(db)
    with db.begin() as session:
        written = cover_all(session)
    if written:
        click.echo(f"{written} rows that were there already were written into the log; it covers them from now on.")
    click.echo("The database is up to date.")


COMMANDS = (serve, work, tick, upgrade_database)
