"""A gateway to a platform that misbehaves as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from urllib3 import Timeout

import bot.wecom_http
from bot.db import Database
from bot.wecom import WeCom
from bot.wecom_tokens import TokenStore
from models.base import Base
from tests.bot.wecom.gateway import Watch, settings_for
from tests.bot.wecom_server import TinyWeCom, tiny_wecom


@pytest.fixture
def platform() -> Iterator[TinyWeCom]:
    with tiny_wecom() as platform:
        yield platform


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/honghui.db")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables["access_tokens"]])
    yield database
    database.engine.dispose()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def make_client(platform: TinyWeCom, database: Database, watch: Watch) -> Iterator[Callable[[], WeCom]]:
    made: list[WeCom] = []

    def make() -> WeCom:
        made.append(WeCom(settings_for(platform.base), TokenStore(database), watch))
        return made[-1]

    yield make
    for client in made:
        client._platform._http.clear()


@pytest.fixture
def wecom(make_client: Callable[[], WeCom]) -> WeCom:
    return make_client()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.wecom_http, "LONGEST_WAIT", Timeout(0.3))
