"""The company of company.py as fixtures."""

from collections.abc import Iterator

import pytest
from flask import Flask

from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AGENT, COMPANY, MONDAY, Company, Receiver, serving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    app, taker = Flask("receiver"), Receiver()
    app.add_url_rule("/callback", view_func=taker.take, methods=["GET", "POST"])
    with serving(app) as url:
        taker.url = f"{url}/callback"
        yield taker


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
