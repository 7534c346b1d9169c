"""The stage for `flask demo` and `flask story`: sample town, local WeCom and bot, as processes on loopback.

Everything is done with the commands an operator would type, so the demonstration proves them too.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import requests
import yaml
from click.testing import CliRunner
from flask.cli import ScriptInfo
from flask.cli import cli as flask_command
from urllib3 import HTTPConnectionPool
from urllib3.exceptions import HTTPError

from bot.errors import HonghuiError
from demo.sample.company import AGENT_ID, CORP_ID, SECRETS, sample_company
from rules.periods import Quarter
from rules.workdays import Calendar, load_calendar

ROOT: Final = Path(__file__).resolve().parents[1]
HOLIDAYS: Final = ROOT / "data" / "holidays"
TOWN: Final = ROOT / "data" / "sample" / "township.yaml"
SESSION_KEY: Final = secrets.token_hex(32)
CHAT: Final = "澄泾镇支部书记群"
PATIENCE_SECONDS: Final = 60
# So many may ask the simulator at the same time; a connection more is closed after its answer.
MOST_AT_ONCE: Final = 32
# What is on record when the demonstration starts: of months that had not begun nothing, see `months_ahead`.
KNOWN_BEFORE: Final = "2026-10-07T12:00:00+08:00"
LAST_MONTH_BEFORE: Final = "2026-10"
# Who loads each supervision group's inspections.
INSPECTORS: Final = {"G1": "caoxiaoming", "G2": "gezhiwei", "G3": "handongsheng"}


class StageError(HonghuiError):
    """A process of the demonstration did not come up or broke; the text says which and what it printed."""


@dataclass(frozen=True)
class Stage:
    """Where one demonstration lives: its folder and its two ports on loopback."""

    folder: Path
    simulator_port: int
    bot_port: int

    @property
    def simulator(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def bot(self) -> str:
        return f"http://127.0.0.1:{self.bot_port}"

    @property
    def clock_file(self) -> Path:
        """The file that both clocks follow."""
        return self.folder / "clock"

    @property
    def records(self) -> Path:
        """Where the made-up daily records lie, a file a month."""
        return self.folder / "records"

    @property
    def inspections(self) -> Path:
        """Where the made-up inspections lie, a file for each quarter and group."""
        return self.folder / "inspections"

    @property
    def database_url(self) -> str:
        """Where the town's database lies."""
        return f"sqlite:///{self.folder / 'honghui.db'}"

    @property
    def environment(self) -> dict[str, str]:
        """What the bot's processes see: the demonstration's values over the machine's own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WECOM_")}
        return {**kept, **self._settings}

    @property
    def _settings(self) -> dict[str, str]:
        return {
            "FLASK_APP": str(ROOT / "app.py"),
            "HONGHUI_ENV_FILE": "",
            "DATABASE_URL": self.database_url,
            "WECOM_CORP_ID": CORP_ID,
            "WECOM_AGENT_ID": str(AGENT_ID),
            "WECOM_SECRET": SECRETS["secret"],
            "WECOM_TOKEN": SECRETS["token"],
            "WECOM_AES_KEY": SECRETS["aes_key"],
            "WECOM_API_BASE": f"{self.simulator}/cgi-bin/",
            "WECOM_OAUTH_URL": f"{self.simulator}/connect/oauth2/authorize",
            "WECOM_SSO_URL": f"{self.simulator}/wwlogin/sso/login",
            "PUBLIC_URL": f"{self.bot}/",
            "SECRET_KEY": SESSION_KEY,
            "CLOCK_FILE": str(self.clock_file),
        }

    @cached_property
    def _application(self) -> ScriptInfo:
        return ScriptInfo()

    @cached_property
    def _connections(self) -> HTTPConnectionPool:
        """Connections to the simulator, kept open: a story asks it thousands of times."""
        return HTTPConnectionPool("127.0.0.1", self.simulator_port, retries=False, maxsize=MOST_AT_ONCE)

    def flask(self, *words: str) -> str:
        """Run one `flask` command to its end and return what it printed. Raises StageError when it fails.

        It runs in this process, on one application for all commands: to start anew takes longer than most of them.
        """
        others = [name for name in os.environ if name.startswith("WECOM_")]
        environment = {**dict.fromkeys(others), **self._settings}
        done = CliRunner().invoke(flask_command, words, env=environment, obj=self._application)
        if done.exit_code:
            raise StageError(f"`flask {' '.join(words)}` failed: {done.output.strip()}") from done.exception
        return done.stdout

    def ask(self, path: str, **body: Any) -> Any:
        """Ask the simulator's control interface (POST); returns its JSON. Raises StageError where that fails."""
        return self._told("POST", path, json.dumps(body).encode())

    def look(self, path: str, wait: int = 0, **query: Any) -> Any:
        """Look something up at the simulator's control interface (GET); returns its JSON. Raises as `ask` does.

        With `wait` the simulator answers only when there is something, or after so many seconds.
        """
        asked = {**query, **({"wait": wait} if wait else {})}
        return self._told("GET", f"{path}?{urlencode(asked)}" if asked else path, wait=wait)

    def _told(self, method: str, path: str, body: bytes | None = None, wait: int = 0) -> Any:
        headers, patience = {"Content-Type": "application/json"}, PATIENCE_SECONDS + wait
        try:
            response = self._connections.request(method, f"/sim/{path}", body, headers=headers, timeout=patience)
        except HTTPError as error:
            raise StageError(f"{path} was not answered: {error}") from error
        said = response.data.decode()
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise StageError(f"{path} answered {response.status}: {said[:300]}")
        return json.loads(said)


def shipped_days() -> Calendar:
    """Count days by the schedules the program brings, whatever town this machine has."""
    return load_calendar(HOLIDAYS)


def free_port() -> int:
    """Find a port on loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_free(port: int, option: str) -> None:
    """Check that nobody listens on a port of loopback. Raises StageError naming the option that chooses another."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise StageError(f"Port {port} is in use, perhaps by another demonstration; choose another with {option}")


def _no_past(_stage: Stage) -> Sequence[Quarter]:
    return ()


def set_up(
    stage: Stage, starts_at: str, extra: Mapping[str, Any], past: Callable[[Stage], Sequence[Quarter]] = _no_past
) -> None:
    """Make a fresh folder: clock, simulator configuration, database with the sample town and 15 months of records.

    `past` lives through what has happened before, and tells the quarters that are closed since.
    """
    set_up_town(stage, KNOWN_BEFORE, extra)
    closed = past(stage)
    stage.clock_file.write_text(KNOWN_BEFORE, encoding="utf-8")
    done = {str(month) for quarter in closed for month in quarter.months}
    months = sorted(file.stem for file in stage.records.glob("*.csv"))
    load_records(stage, (month for month in months if month <= LAST_MONTH_BEFORE and month not in done))
    quarters = {file.stem[: len("2026-Q3")] for file in stage.inspections.glob("*.xlsx")}
    for quarter in sorted(quarters - {str(one) for one in closed}):
        load_inspections(stage, quarter)
    stage.clock_file.write_text(starts_at, encoding="utf-8")


def set_up_town(stage: Stage, starts_at: str, extra: Mapping[str, Any]) -> None:
    """Make a fresh folder with the sample town; its records and inspections lie there as files and are not loaded."""
    shutil.rmtree(stage.folder, ignore_errors=True)
    stage.folder.mkdir(parents=True)
    stage.clock_file.write_text(starts_at, encoding="utf-8")
    write_company(stage, extra)
    stage.flask("township", "load", str(TOWN))
    stage.flask("chats", "add", CHAT)
    stage.flask("sample", "records", str(stage.records), "--ahead")
    stage.flask("sample", "inspections", str(stage.inspections))


def write_company(stage: Stage, extra: Mapping[str, Any]) -> None:
    """Write down for the local WeCom who works for the sample town, and where the bot is."""
    config = {
        **sample_company(yaml.safe_load(TOWN.read_text(encoding="utf-8")), f"{stage.bot}/wecom/callback"),
        "clock_file": str(stage.clock_file),
        "oauth_domains": [f"127.0.0.1:{stage.bot_port}"],
        **extra,
    }
    text = json.dumps(config, ensure_ascii=False, indent=1)
    (stage.folder / "simulator.json").write_text(text, encoding="utf-8")


def months_ahead(stage: Stage) -> list[str]:
    """List the months whose records wait as files: entered beforehand, they would date whatever is logged later."""
    return sorted(file.stem for file in stage.records.glob("*.csv") if file.stem > LAST_MONTH_BEFORE)


def load_records(stage: Stage, months: Iterable[str]) -> None:
    """Load the made-up records of some months ("2026-09")."""
    stage.flask("records", "load", *(str(stage.records / f"{month}.csv") for month in months))


def load_inspections(stage: Stage, quarter: str) -> None:
    """Load the made-up inspections of a quarter ("2026-Q3"), each by somebody of its group."""
    for group, inspector in INSPECTORS.items():
        sheets = (str(file) for file in sorted(stage.inspections.glob(f"{quarter}-{group}.xlsx")))
        stage.flask("inspections", "load", *sheets, "--as", inspector)


@contextmanager
def running(stage: Stage) -> Iterator[None]:
    """Run simulator and bot until the block ends; both are stopped whatever happens."""
    with simulator_running(stage), bot_running(stage):
        yield


@contextmanager
def simulator_running(stage: Stage) -> Iterator[subprocess.Popen[bytes]]:
    """Run the local WeCom until the block ends."""
    config = str(stage.folder / "simulator.json")
    words = ["simulator", "--port", str(stage.simulator_port), "--config", config]
    with _process(stage, "simulator", words, f"{stage.simulator}/sim/clock") as process:
        yield process


@contextmanager
def bot_running(stage: Stage) -> Iterator[subprocess.Popen[bytes]]:
    """Run the bot with its clock and delivery until the block ends."""
    words = ["flask", "serve", "--port", str(stage.bot_port)]
    with _process(stage, "bot", words, f"{stage.bot}/readyz") as process:
        yield process


@contextmanager
def _process(stage: Stage, name: str, words: list[str], ready: str) -> Iterator[subprocess.Popen[bytes]]:
    log = stage.folder / f"{name}.log"
    with log.open("a") as output:
        process = subprocess.Popen(  # noqa: S603 — our own command, our own arguments
            [sys.executable, "-m", *words], cwd=ROOT, env=stage.environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _await(process, ready, name, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(process: subprocess.Popen[bytes], ready: str, name: str, log: Path) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise StageError(f"The {name} stopped at once: {log.read_text(encoding='utf-8').strip()[-500:]}")
        try:
            if requests.get(ready, timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise StageError(f"The {name} did not answer at {ready} within {PATIENCE_SECONDS} seconds; see {log}")
