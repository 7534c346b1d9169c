"""Signing in with WeCom: the address one is sent to, the state that comes back once, twelve hours and no more."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import func, select

from bot import login
from bot.db import Database
from bot.settings import Settings
from models.spent_tokens import SpentToken

INSIDE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 wxwork/4.1.30 MicroMessenger/7.0.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50"
SETTINGS = Settings(
    wecom_corp_id="ww1",
    wecom_agent_id=7,
    public_url="https://bot.example.com",
    secret_key=SecretStr("a-key-of-the-tests-0123456789xyz"),
)
HOURS = 3600


def asked(user_agent: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(login.sign_in_address(SETTINGS, user_agent, "abc")).query)


def test_inside_wecom_one_signs_in_silently_with_oauth() -> None:
    address = login.sign_in_address(SETTINGS, INSIDE, "abc")
    assert address.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
    assert address.endswith("#wechat_redirect")
    assert asked(INSIDE) == {
        "appid": ["ww1"],
        "agentid": ["7"],
        "redirect_uri": ["https://bot.example.com/login/return"],
        "state": ["abc"],
        "response_type": ["code"],
        "scope": ["snsapi_base"],
    }


@pytest.mark.parametrize("user_agent", [DESK, WECHAT, ""])
def test_elsewhere_one_scans_the_code_of_wwlogin(user_agent: str) -> None:
    assert login.sign_in_address(SETTINGS, user_agent, "abc").startswith(
        "https://login.work.weixin.qq.com/wwlogin/sso/login?"
    )
    assert asked(user_agent)["login_type"] == ["CorpApp"]
    assert asked(user_agent)["redirect_uri"] == ["https://bot.example.com/login/return"]


def test_the_state_is_new_every_time_and_what_wecom_takes() -> None:
    states = {login.begin({}, "/m/", 0) for _ in range(50)}
    assert len(states) == 50
    assert all(state.isascii() and state.isalnum() and 32 <= len(state) <= 128 for state in states)


def test_the_state_leads_back_to_the_page_wanted_once() -> None:
    session: dict[str, Any] = {}
    state = login.begin(session, "/m/boards/2026-Q3?version=1", 0)
    assert login.returned(session, state, 1) == "/m/boards/2026-Q3?version=1"
    assert login.returned(session, state, 1) is None


@pytest.mark.parametrize("state", ["", "0" * 32, "状态"])
def test_another_state_leads_nowhere_and_uses_the_right_one_up(state: str) -> None:
    session: dict[str, Any] = {}
    right = login.begin(session, "/m/", 0)
    assert login.returned(session, state, 1) is None
    assert login.returned(session, right, 1) is None


@pytest.mark.parametrize("second", [-1, 600])
def test_a_state_is_good_for_ten_minutes(second: int) -> None:
    session: dict[str, Any] = {}
    state = login.begin(session, "/m/", 0)
    assert login.returned(session, state, second) is None


def test_without_having_begun_no_state_is_right() -> None:
    assert login.returned({}, "", 0) is None


@pytest.mark.parametrize("wanted", ["/m/", "/m/boards/2026-Q3", "/m/results/org-011/2026-Q3?a=b#c"])
def test_a_page_of_ours_is_gone_back_to(wanted: str) -> None:
    assert login.local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/m/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "m/",
        " /m/",
    ],
)
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    assert login.local_path(wanted) == login.FIRST_PAGE


@given(st.text(alphabet="/\\:.@?#%\t\n ae状", max_size=12))
def test_whatever_is_wanted_stays_on_our_host(wanted: str) -> None:
    # Browsers drop control characters and take a backslash for a slash before they read an address.
    read = "".join(sign for sign in login.local_path(wanted) if sign > " ").replace("\\", "/")
    assert urlsplit(read).netloc == ""
    assert read.startswith("/")


def test_signing_in_lasts_twelve_hours_from_signing_in() -> None:
    session: dict[str, Any] = {"state": "left over"}
    login.sign_in(session, "zhuyongliang", 1_000_000.7)
    assert {**session, "name": ""} == {"userid": "zhuyongliang", "since": 1_000_000, "name": ""}
    assert login.signed_in(session, 1_000_000 + 12 * HOURS - 1) == "zhuyongliang"
    assert login.signed_in(session, 1_000_000 + 12 * HOURS) is None
    assert login.signed_in({}, 1_000_000) is None


def test_signing_out_forgets_everything_and_ends_every_copy_of_the_cookie(db: Database) -> None:
    session: dict[str, Any] = {}
    login.sign_in(session, "zhuyongliang", 0)
    copy, other = dict(session), dict[str, Any]()
    login.sign_in(other, "zhuyongliang", 0)
    with db.begin() as transaction:
        login.sign_out(transaction, session, 1)
        assert login.is_signed_out(transaction, copy)
        assert not login.is_signed_out(transaction, other)
    assert session == {}


def test_what_is_spent_counts_once_and_is_forgotten_when_it_is_too_old_anyway(db: Database) -> None:
    with db.begin() as transaction:
        assert [login.spend(transaction, "state", second, good_for=600) for second in (0, 1, 600)] == [
            True,
            False,
            False,
        ]
        assert [row.digest == "state" for row in transaction.scalars(select(SpentToken))] == [False]
        assert login.spend(transaction, "another", 601, good_for=600)
        assert transaction.scalar(select(func.count()).select_from(SpentToken)) == 1
