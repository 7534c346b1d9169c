"""One token for everybody, over processes too, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.db import Database
from bot.settings import read_settings
from bot.wecom import WeCom
from bot.wecom_errors import NO_ANSWER, WeComError
from bot.wecom_tokens import Grant, TokenStore
from rules.periods import BEIJING
from tests.bot.wecom_server import Reply, TinyWeCom, tiny_wecom
from tests.forks import Fork

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)


def recalls(ready: Callable[[], None], url: str, base: str) -> None:
    """What a process of its own does: 16 threads on two clients, all at once, as soon as it hears the word."""
    values = {
        "WECOM_CORP_ID": "ww1a2b3c4d5e6f7a8b",
        "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": "s",
        "WECOM_TOKEN": "t",
        "WECOM_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "WECOM_API_BASE": base,
    }
    settings = read_settings(values).wecom
    clients = [WeCom(settings, TokenStore(Database(url)), SystemClock()) for _ in range(2)]
    ready()
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: clients[n % 2].recall(f"m{n}"), range(32)))


@pytest.fixture
def platform() -> Iterator[TinyWeCom]:
    with tiny_wecom() as platform:
        yield platform


@pytest.mark.processes
def test_two_processes_of_sixteen_threads_fetch_one_token(db: Database, platform: TinyWeCom) -> None:
    platform.answers["gettoken"] = [Reply(b'{"errcode":0,"access_token":"one","expires_in":7200}', delay=0.3)]
    url = db.url.render_as_string(hide_password=False)
    workers = [Fork(recalls, url, platform.base) for _ in range(2)]
    for worker in workers:
        worker.let_go()
    assert [worker.ended() for worker in workers] == [0, 0]
    assert len(platform.calls("gettoken")) == 1
    assert len(platform.calls("message/recall")) == 64
    assert {call.params["access_token"] for call in platform.calls("message/recall")} == {"one"}


def test_a_token_lives_until_its_moment_and_is_then_fetched_anew(db: Database) -> None:
    tokens = TokenStore(db)
    end = MORNING + timedelta(hours=2)
    assert tokens.current("app", MORNING, lambda: Grant("first", end)) == "first"
    assert tokens.current("app", end - timedelta(seconds=1), lambda: pytest.fail("fetched too early")) == "first"
    assert tokens.current("app", end, lambda: Grant("second", end + timedelta(hours=2))) == "second"


def test_a_dropped_token_is_fetched_anew(db: Database) -> None:
    tokens = TokenStore(db)
    end = MORNING + timedelta(hours=2)
    tokens.current("app", MORNING, lambda: Grant("first", end))
    tokens.drop("app", "first")
    assert tokens.current("app", MORNING, lambda: Grant("second", end)) == "second"


def test_a_token_replaced_by_another_process_is_found_once_ours_is_refused(db: Database) -> None:
    ours, theirs = TokenStore(db), TokenStore(db)
    end = MORNING + timedelta(hours=2)
    ours.current("app", MORNING, lambda: Grant("first", end))
    theirs.drop("app", "first")
    theirs.current("app", MORNING, lambda: Grant("second", end))
    ours.drop("app", "first")
    assert ours.current("app", MORNING, lambda: pytest.fail("fetched in vain")) == "second"


def test_apps_do_not_share_a_token(db: Database) -> None:
    tokens = TokenStore(db)
    end = MORNING + timedelta(hours=2)
    tokens.current("one", MORNING, lambda: Grant("of one", end))
    assert tokens.current("two", MORNING, lambda: Grant("of two", end)) == "of two"
    assert tokens.current("one", MORNING, lambda: pytest.fail("fetched in vain")) == "of one"


def test_a_failed_fetch_stores_nothing_and_lets_others_try(db: Database) -> None:
    def fails() -> Grant:
        raise WeComError("gettoken: no", "unknown", NO_ANSWER)

    with pytest.raises(WeComError):
        TokenStore(db).current("app", MORNING, fails)
    granted = Grant("second", MORNING + timedelta(hours=2))
    assert TokenStore(db).current("app", MORNING, lambda: granted) == "second"
