"""A checkup against the local WeCom: with each fault set, exactly that fault is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update

from app import Honghui, create_app
from bot.db import Database
from bot.schema import newest_revision
from handlers.menu import menu
from models.chats import GroupChat
from models.inbox import FAILED, HANDLED, InboxMessage
from models.people import Person
from rules.periods import Quarter
from rules.workdays import Calendar
from services.backups.copies import name_at
from services.checkups.checkup import Asked, checkup, gathered
from services.checkups.golive import golive
from services.checkups.telling import golive_told, told
from services.red_lines.overriding import override_red_line
from services.schemes.versions import pin_quarter, shipped_text, store_scheme
from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AES_KEY, AGENT, COMPANY, CORP_ID, MONDAY, SECRET, TOKEN, Company, serving
from tests.worlds.browsers import SECRET_KEY
from tests.worlds.phones import TestClock
from tests.worlds.recorded_quarters import LEADER
from tests.worlds.towns import Towns, loaded

NOW = datetime.fromisoformat(MONDAY)
PROOF = "WW_verify_a1b2c3d4e5f6.txt"
SECRETARY = "zhuyongliang"


class World:
    """The sample town in good order: its bot behind HTTP, a local WeCom with everybody in it, a backup of today."""

    def __init__(self, db: Database, calendar: Calendar, folder: Path) -> None:
        self.db, self.folder = db, folder
        with db.read() as session:
            accounts = list(session.scalars(select(Person.userid).where(Person.userid.is_not(None))))
        members = [{"userid": one, "name": one} for one in accounts]
        self.company = Company(create_simulator(SimulatorConfig.from_json({**COMPANY, "members": members})))
        self.company.at(MONDAY)
        self.calendar, self.bot, self.public_url = calendar, Flask("none"), ""
        self.answering: Flask | None = None

    def begin(self, wecom: str, bot: str) -> None:
        """Let there be two chats, and the mark of the newest tables."""
        self.wecom, self.public_url = wecom, bot
        self.configure()
        self.usual = self.bot
        with self.db.begin() as session:
            session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            session.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest_revision()})
            session.add(GroupChat(name="支部书记群", chatid="honghui1", members=["wusiyuan"], edition="group"))
            session.add(GroupChat(name="镇工作群", webhook="robot-key", edition="group"))

    def put_right(self) -> None:
        """Put everything into good order."""
        self.bot, self.answering = self.usual, None
        self.backed_up(NOW - timedelta(hours=3))
        self.company.ask("reset", {"now": MONDAY})
        self.company.ask("settings", {"oauth_domains": [self.public_url.removeprefix("http://")]}, method="PUT")
        with self.db.begin() as session:
            row = {"userid": SECRETARY, "kind": "text", "text": "帮助", "received_at": NOW, "state": HANDLED}
            session.merge(InboxMessage(key="1", **row))
        self.company.sign_on()
        self.company.call("menu/create", {"button": menu()}, agentid=AGENT)
        members = {"name": "支部书记群", "owner": "wusiyuan", "userlist": ["wusiyuan", SECRETARY], "chatid": "honghui1"}
        assert self.company.call("appchat/create", members)["errcode"] == 0

    def configure(self, **changed: str) -> None:
        """Start the bot anew, with some of its values changed."""
        file = self.folder / PROOF
        file.write_text("a1b2c3d4e5f6", encoding="utf-8")
        values = {
            "DATABASE_URL": self.db.url.render_as_string(hide_password=False),
            "WECOM_CORP_ID": CORP_ID,
            "WECOM_AGENT_ID": str(AGENT),
            "WECOM_SECRET": SECRET,
            "WECOM_TOKEN": TOKEN,
            "WECOM_AES_KEY": AES_KEY,
            "WECOM_API_BASE": f"{self.wecom}/cgi-bin/",
            "WECOM_DOMAIN_FILE": str(file),
            "PUBLIC_URL": f"{self.public_url}/",
            "SECRET_KEY": SECRET_KEY,
        }
        self.bot = create_app({**values, **changed})
        self.clock = TestClock(NOW)
        vars(self.parts).update(db=self.db, clock=self.clock, calendar=self.calendar)

    @property
    def parts(self) -> Honghui:
        return cast(Honghui, self.bot.extensions["honghui"])

    def answers(self, environ: Any, start_response: Any) -> Any:
        """Whoever the bot is at the moment answers at its address."""
        return (self.answering or self.bot).wsgi_app(environ, start_response)

    def backed_up(self, at: datetime) -> None:
        """Leave a backup of that moment and no other."""
        folder = self.folder / "backups"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / name_at(at)).touch()

    def found(self, tried: str = SECRETARY) -> set[str]:
        """Do a checkup, say all of it, and name what was found."""
        done = checkup(gathered(self.parts, Asked(menu, None, tried=tried)))
        said = [finding for one in told((*done.here, *done.beyond)) for finding in one.findings]
        assert all(one.what and one.do for one in said)
        results = (*done.here, *done.beyond)
        return {f"{one.name} {finding.kind}" for one in results for finding in one.findings}


@pytest.fixture(scope="module")
def built(towns: Towns, calendar: Calendar, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Built once for all faults: each of them is put right before the next one."""
    folder = tmp_path_factory.mktemp("checkups")
    with towns.lent("sqlite", loaded, folder) as url:
        database = Database(url)
        made = World(database, calendar, folder)
        door = Flask("door")
        door.wsgi_app = made.answers  # type: ignore[method-assign]
        with serving(made.company.app) as wecom, serving(door) as bot:
            made.begin(wecom, bot)
            yield made
        database.engine.dispose()


@pytest.fixture
def world(built: World) -> World:
    built.put_right()
    return built


def test_a_town_in_good_order_has_no_findings(world: World) -> None:
    assert world.found() == set()


def ask(path: str, body: Any, method: str = "PUT") -> Callable[[World], object]:
    """Set something in the local WeCom."""
    return lambda world: world.company.ask(path, body, method=method)


def fault(api: str, errcode: int) -> Callable[[World], object]:
    """Let the local WeCom refuse one call."""
    return ask("faults", {"rules": [{"api": api, "fault": {"errcode": errcode}}]}, "POST")


def setting(**values: str) -> Callable[[World], object]:
    """Start the bot with other values."""
    return lambda world: world.configure(**values)


def stored(statement: Any) -> Callable[[World], object]:
    """Change a row behind everybody's back."""

    def change(world: World) -> None:
        with world.db.begin() as session:
            session.execute(statement)

    return change


def nobody_at_the_door(world: World) -> None:
    """Let the bot's address answer nothing that is the bot's."""
    world.answering = Flask("another")


def another_menu(world: World) -> None:
    """Let somebody change the menu by hand."""
    world.company.sign_on()
    world.company.call("menu/create", {"button": [{"type": "click", "name": "旧", "key": "旧"}]}, agentid=AGENT)


FAULTS: dict[str, tuple[Callable[[World], object], set[str]]] = {
    "secret reset": (setting(WECOM_SECRET="reset-since-then"), {"secret wrong"}),
    "secret of another company": (setting(WECOM_SECRET="secret-elsewhere"), {"secret wrong"}),
    "wrong corporation": (setting(WECOM_CORP_ID="ww0000000000000000"), {"secret corporation"}),
    "no way out": (setting(WECOM_API_BASE="http://127.0.0.1:9/cgi-bin/"), {"secret no_connection"}),
    "busy": (fault("gettoken", 45009), {"secret other"}),
    "value missing": (setting(WECOM_TOKEN=""), {"settings lacking"}),
    "address not listed": (ask("settings", {"trusted_ips": ["203.0.113.9"]}), {"ip_list not_listed"}),
    "another app": (setting(WECOM_AGENT_ID="1000003"), {"app agent_id"}),
    "app switched off": (ask(f"agents/{AGENT}", {"closed": True}), {"app closed"}),
    "app not told": (fault("agent/get", 48002), {"app other"}),
    "narrow range": (ask(f"agents/{AGENT}", {"root_range": False}), {"visible_range no_root"}),
    "another domain": (ask("settings", {"oauth_domains": ["old.example"]}), {"domain other"}),
    "no domain": (ask("settings", {"oauth_domains": []}), {"domain none"}),
    "chat dissolved": (fault("appchat/get", 86003), {"chats refused"}),
    "robot removed": (fault("webhook/send", 93000), {"chats refused"}),
    "menu by hand": (another_menu, {"menu other"}),
    "no duplicate check": (ask("settings", {"finds_duplicates": False}), {"duplicates twice"}),
    "outside the range": (ask(f"members/{SECRETARY}", {"in_range": False}), {"members outside"}),
    "never joined": (ask(f"members/{SECRETARY}", {"joined": False}), {"members not_joined"}),
    "clock": (ask("clock", {"now": "2026-11-02T10:35:00+08:00"}, "POST"), {"clock away"}),
    "never called": (stored(delete(InboxMessage)), {"called never"}),
    "could not be worked off": (stored(update(InboxMessage).values(state=FAILED)), {"failed arrivals"}),
    "old backup": (lambda world: world.backed_up(NOW - timedelta(days=3)), {"backup old"}),
    "proxy": (nobody_at_the_door, {"callback wrong_answer", "domain no_proof"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_and_no_other(world: World, name: str) -> None:
    happen, expected = FAULTS[name]
    happen(world)
    assert world.found(tried=SECRETARY if name == "no duplicate check" else "") == expected


def test_the_address_that_is_not_listed_is_named(world: World) -> None:
    world.company.ask("settings", {"trusted_ips": ["203.0.113.9"]}, method="PUT")
    done = checkup(gathered(world.parts, Asked(menu)))
    (said,) = next(one for one in told(done.beyond) if one.key == "ip_list").findings
    assert "127.0.0.1" in said.what
    assert "企业可信IP → 配置，加上 127.0.0.1" in said.do


def test_nothing_is_posted_to_chats_robots_or_members(world: World) -> None:
    world.found(tried="")
    asked = {one["api"] for one in world.company.ask("ledger")["entries"] if one["outcome"] == "accepted"}
    assert "message/send" not in asked
    assert "webhook/send" not in asked
    assert "appchat/send" not in asked


def test_the_sample_town_is_never_ready_to_go_live(world: World) -> None:
    done = checkup(gathered(world.parts, Asked(menu)))
    with world.db.read() as session:
        found = golive(session, done, NOW)
        said = golive_told(found)
    assert [one.name for one in found.in_state("lacking")] == ["rule", "register"]
    assert not found.is_ready
    assert "样例名册不能上线" in said
    assert "截止到当天 24:00；推送 08:30–17:30" in said


def test_the_report_shows_a_crossed_red_line_and_then_who_answers_for_it(world: World) -> None:
    """The last one of this file: the town keeps the rule."""
    with world.db.begin() as session:
        version = store_scheme(session, shipped_text(), {"policy": {"push_window": ["08:00", "18:00"]}}, NOW)
        pin_quarter(session, Quarter.of(NOW.date()), NOW).scheme_version_id = version.id
    run = world.bot.test_cli_runner()
    said = run.invoke(args=["doctor"])
    assert said.exit_code == 1
    assert "✗ 合规闸：推送时段定为 08:00–18:00，超出了工作日 08:30–17:30。" in said.output
    assert "有 1 项有问题。" in said.output
    with world.db.begin() as session:
        leader = session.scalars(select(Person).where(Person.userid == LEADER)).one()
        override_red_line(session, "push_hours", "08:00–18:00", "防汛期间值班", leader, NOW)
    said = run.invoke(args=["doctor"])
    assert said.exit_code == 0
    assert "许立新 11月2日（周一）08:35放行，理由：防汛期间值班" in said.output
