"""The company of company.py as fixtures."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask

from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AGENT, COMPANY, MONDAY, Company, Receiver, serving
from tests.simulator.timepiece import Timepiece, stopped


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    app, taker = Flask("receiver"), Receiver()
    app.add_url_rule("/callback", view_func=taker.take, methods=["GET", "POST"])
    with serving(app) as url:
        taker.url = f"{url}/callback"
        yield taker


@pytest.fixture
def timepiece(monkeypatch: pytest.MonkeyPatch) -> Timepiece:
    """Let time pass only where somebody sleeps; ask for it before a company."""
    return stopped(monkeypatch)


@pytest.fixture
def config() -> SimulatorConfig:
    return SimulatorConfig.from_json(COMPANY)


@pytest.fixture
def company(config: SimulatorConfig) -> Company:
    """The company at half past eight on a Monday, the app signed on, without a callback address."""
    found = Company(create_simulator(config))
    found.at(MONDAY)
    found.sign_on()
    return found


@pytest.fixture
def wired(company: Company, receiver: Receiver) -> Company:
    """The same company with an app that receives callbacks."""
    company.ask(f"agents/{AGENT}", {"callback_url": receiver.url}, method="PUT")
    return company


@pytest.fixture
def url(company: Company) -> Iterator[str]:
    """The same company behind a real HTTP server."""
    with serving(company.app) as address:
        yield address


@pytest.fixture
def process(tmp_path: Path) -> Iterator[str]:
    """The simulator as people start it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    file = tmp_path / "company.json"
    file.write_text(json.dumps(COMPANY))
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--config", str(file)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield url
        running.terminate()
        running.wait(10)


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            requests.get(f"{url}/sim/clock", timeout=1)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
