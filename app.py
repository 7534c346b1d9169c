"""Puts the house together: the only file that knows everybody."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property, partial
from math import inf
from pathlib import Path

from bot.late_classes import late_dataclasses
from bot.memory import loading, tune_gc

with loading(), late_dataclasses():
    from click import Command
    from flask import Flask
    from sqlalchemy.engine import make_url

    from bot.arrivals import ENDING as ARRIVALS
    from bot.arrivals import Arrivals, arrivals_file
    from bot.bell import ARRIVALS as ARRIVALS_BELL
    from bot.bell import MESSAGES as MESSAGES_BELL
    from bot.bell import Bell, listen_to_postgresql
    from bot.beside import check_not_lost
    from bot.callback import Callback
    from bot.clock import Clock, lease_seconds
    from bot.command_line import LateCommands, made_fit
    from bot.db import Database
    from bot.delivery import Delivery
    from bot.environment import whole_environment
    from bot.errors import HonghuiError
    from bot.heart import check_clock
    from bot.hold import Hold
    from bot.intake import Intake
    from bot.log import configure_log
    from bot.menu_keeper import MenuKeeper
    from bot.private import check_not_root, keep_files_private
    from bot.public_account import PublicAccount
    from bot.schema import prepare
    from bot.settings import Settings, read_settings
    from bot.terms import LastSpoken
    from bot.town_mark import check_mark, leave_mark
    from bot.wecom import WeCom
    from bot.wecom_tokens import TokenStore
    from bot.working_off import WorkingOff
    from handlers import ROUTES
    from handlers.addresses import PageRule
    from handlers.callback import callback_pages
    from handlers.console import register_console
    from handlers.health import health_pages
    from handlers.menu import menu_of
    from handlers.pages import configure_sessions, register_pages
    from handlers.pages.draft_pictures import DraftPictures
    from handlers.proof import proof_pages
    from rules.workdays import Calendar, holiday_files
    from scheduler.cli import COMMANDS as CLOCK_COMMANDS
    from scheduler.jobs import timetable
    from scheduler.run import Timekeeper
    from services.backups.copies import folder_of
    from services.backups.dumping import Source
    from services.backups.keeper import Keeper
    from services.backups.making import Shelf
    from services.holidays.schedules import TownCalendar
    from services.listeners import listeners
    from services.notices.push_hours import may_push
    from services.retention import Retention

FOLLOW_SECONDS = 1.0
HOLIDAYS = Path(__file__).resolve().parent / "data" / "holidays"


class Honghui:
    """The parts of one process, each built when it is first asked for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._followed_at = -inf

    @cached_property
    def settings(self) -> Settings:
        """What the environment says; beside the process's own, and no other, stands a file (`flask setup`)."""
        return read_settings(whole_environment(self._environ) if self._environ is os.environ else self._environ)

    @cached_property
    def clock(self) -> Clock:
        return self.settings.clock

    @cached_property
    def _calendar(self) -> TownCalendar:
        return TownCalendar(holiday_files(HOLIDAYS))

    @property
    def calendar(self) -> Calendar:
        """The town's working days; a schedule that another process has loaded is known within seconds."""
        if lease_seconds() - self._followed_at > FOLLOW_SECONDS:
            with self.db.read() as session:
                self._calendar.follow(session)
            self._followed_at = lease_seconds()
        return self._calendar

    @cached_property
    def draft_pictures(self) -> DraftPictures:
        return DraftPictures()

    @cached_property
    def last_spoken(self) -> LastSpoken:
        return LastSpoken()

    @property
    def _database_url(self) -> str:
        return self.settings.database_url.get_secret_value()

    @cached_property
    def db(self) -> Database:
        """The database; an empty one is brought up, one of another version refused."""
        check_not_lost(self._database_url, ARRIVALS)
        if not self.settings.clock_file:  # A demonstration may begin anew.
            check_mark(self._database_url)
        db = Database(self._database_url, self.settings.public_url, self.last_spoken)
        try:
            prepare(db)
        except HonghuiError:
            db.engine.dispose()
            raise
        return db

    @cached_property
    def hold(self) -> Hold:
        """Whether the database was restored and nobody has said yet what of it may go."""
        return Hold(self.db)

    @cached_property
    def backups(self) -> Keeper:
        """The folder of copies, and what fills it."""
        settings = self.settings
        key = settings.backup_key.get_secret_value() if settings.backup_key else None
        shelf, nightly = Shelf(folder_of(settings), settings.backup_keep, key), settings.clock_file is None
        return Keeper(self._copied, shelf, self.clock, lambda: self.hold.lasts(), nightly=nightly)  # noqa: PLW0108 — asked when needed: it opens the database

    def _copied(self) -> Source:
        return Source(self.db, self.arrivals_file)

    @cached_property
    def callback(self) -> Callback:
        return Callback(self.settings.wecom)

    @cached_property
    def arrivals_file(self) -> Arrivals:
        return arrivals_file(self._database_url)

    @cached_property
    def has_table(self) -> bool:
        return make_url(self._database_url).get_backend_name() == "postgresql"

    @cached_property
    def arrivals(self) -> Arrivals:
        return Arrivals(self.db) if self.has_table else self.arrivals_file

    @cached_property
    def arrivals_bell(self) -> Bell:
        return Bell(self._database_url, ARRIVALS_BELL)

    @cached_property
    def messages_bell(self) -> Bell:
        return Bell(self._database_url, MESSAGES_BELL)

    def ring(self) -> None:
        """Wake whoever works off on this machine."""
        self.arrivals_bell.ring()

    def ring_for_messages(self) -> None:
        """Wake whoever delivers on this machine, after each commit of this process."""
        self.db.after_commit.append(self.messages_bell.ring)

    def listen_for_arrivals(self, heard: Callable[[], None]) -> None:
        """Call `heard` whenever there may be something to work off."""
        self.arrivals_bell.listen(heard)
        if self.has_table:
            listen_to_postgresql(self.db.url, heard)

    def listen_for_messages(self, heard: Callable[[], None]) -> None:
        """Call `heard` whenever there may be something to deliver."""
        self.messages_bell.listen(heard)

    @cached_property
    def intake(self) -> Intake:
        return Intake(self)

    @cached_property
    def working_off(self) -> WorkingOff:
        return WorkingOff(self, ROUTES, self.hold.lasts)

    @cached_property
    def wecom(self) -> WeCom:
        """The one gateway to WeCom."""
        return WeCom(self.settings.wecom, TokenStore(self.db), self.clock)

    @cached_property
    def public_account(self) -> PublicAccount | None:
        """The gateway to the town's public account; None where no drafts are to be made in it."""
        account = self.settings.public_account
        return PublicAccount(account, TokenStore(self.db), self.clock) if account else None

    @cached_property
    def delivery(self) -> Delivery:
        """What sends the outbox; it is woken by every commit of this process."""
        calendar = self.calendar
        heard = listeners(calendar)
        delivery = Delivery(
            self.db,
            self.wecom,
            self.clock,
            heard,
            lambda session, now: may_push(session, calendar, now),
            self.public_account,
            self.hold.lasts,
        )
        self.db.after_commit.append(delivery.wake)
        return delivery

    @cached_property
    def timekeeper(self) -> Timekeeper:
        settings = self.settings
        robot = settings.alarm_robot.get_secret_value() if settings.alarm_robot else None
        backups = self.backups.folder if settings.clock_file is None else None
        jobs = timetable(
            settings.public_url, settings.public_account_app_id, Retention.as_set(settings), robot, backups
        )
        return Timekeeper(self.db, self.clock, lambda: self.calendar, jobs, self.hold.lasts)

    @cached_property
    def menu_keeper(self) -> MenuKeeper:
        return MenuKeeper(self.wecom, self.clock, partial(menu_of, self.db), self.hold.lasts)

    def check(self) -> None:
        """Build everything a web process needs. Raises HonghuiError naming what is wrong."""
        check_not_root(self.settings)
        self.settings.wecom, self.clock, self.calendar, self.db, self.arrivals_file  # noqa: B018 — asking is building
        self.arrivals_bell, self.messages_bell  # noqa: B018
        check_clock(self.db)
        if not self.settings.clock_file:
            leave_mark(self.db)

    def open_doors(self) -> None:
        """Begin to take callbacks in, and to wake the workers of this machine."""
        self.ring_for_messages()
        self.intake.start()

    def let_go(self) -> None:
        """Close all connections: what is forked from here opens its own."""
        self.db.engine.dispose()
        for arrivals in (self.arrivals, self.arrivals_file):
            arrivals.let_go()


def create_app(environ: Mapping[str, str] = os.environ) -> Flask:
    """Build the Flask application; the `flask` command finds it by itself."""
    keep_files_private()
    made_fit(sys.stdout, sys.stderr)
    app = Flask("honghui", static_folder=str(Path(__file__).resolve().parent / "static"))
    app.url_rule_class = PageRule
    honghui = Honghui(environ)
    app.extensions["honghui"] = honghui
    # A command that needs the environment says itself what is wrong with it.
    with suppress(HonghuiError):
        configure_sessions(app, honghui.settings)
    callback, health = callback_pages(honghui), health_pages(honghui)
    app.register_blueprint(callback)
    app.register_blueprint(health)
    app.register_blueprint(proof_pages(honghui))
    register_pages(app, honghui, callback)
    register_console(app, honghui)
    app.cli = LateCommands(app.name, _for_operators)
    for command in CLOCK_COMMANDS:
        app.cli.add_command(command)
    return app


def _for_operators() -> Iterable[Command]:
    """Load what is typed now and then; what serves, works and ticks needs none of it."""
    from demo import COMMANDS as SHOWN
    from handlers.cli.groups import GROUPS

    return *GROUPS, *SHOWN


def wsgi() -> Flask:
    """Build the application for a WSGI server, which must not start on a wrong environment or database."""
    app = create_app()
    honghui: Honghui = app.extensions["honghui"]
    configure_log(honghui.settings, sys.stderr)
    honghui.check()
    tune_gc()
    honghui.open_doors()
    return app
