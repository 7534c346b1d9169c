"""Through the county's network: a proxy, an authority of its own, and what is said when they do not let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.db import Database
from bot.settings import read_settings
from bot.wecom import WeCom
from bot.wecom_errors import WeComError
from bot.wecom_tokens import TokenStore
from models.base import Base
from tests.bot.ways_out import authority_file, certified, forward_proxy
from tests.bot.wecom_server import TinyWeCom, tiny_wecom

SECRET = "the-secret-of-the-app"
Reached = Callable[..., str]


@pytest.fixture
def reaches(tmp_path: Path) -> Iterator[Reached]:
    """Ask a platform for a token as an environment says; give the token, or the sentence that says what is wrong."""
    database = Database(f"sqlite:///{tmp_path}/honghui.db")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables["access_tokens"]])

    def asked(platform: TinyWeCom, **environ: str) -> str:
        app = {"WECOM_CORP_ID": "ww1", "WECOM_AGENT_ID": "7", "WECOM_SECRET": SECRET, "WECOM_TOKEN": "t"}
        key = {"WECOM_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"}
        settings = read_settings({**app, **key, "WECOM_API_BASE": platform.base, **environ})
        try:
            return WeCom(settings.wecom, TokenStore(database), SystemClock()).fetch_access_token().token
        except WeComError as error:
            assert error.outcome == "refused"
            return str(error)

    yield asked
    database.engine.dispose()


@pytest.fixture
def county(tmp_path: Path) -> Iterator[TinyWeCom]:
    """A private WeCom with a certificate of the county's own authority."""
    with tiny_wecom(certified(tmp_path)) as platform:
        yield platform


def test_a_certificate_nobody_vouches_for_is_named_with_what_to_do(county: TinyWeCom, reaches: Reached) -> None:
    said = reaches(county)
    assert said.startswith("gettoken: its certificate is not trusted (")
    assert said.endswith("name the file of that authority in WECOM_CA_FILE")
    assert not county.got


def test_the_countys_authority_is_trusted_once_its_file_is_named(
    county: TinyWeCom, reaches: Reached, tmp_path: Path
) -> None:
    assert reaches(county, WECOM_CA_FILE=str(authority_file(tmp_path))) == "granted-1"


def test_a_certificate_that_has_ended_is_not_trusted_either(reaches: Reached, tmp_path: Path) -> None:
    with tiny_wecom(certified(tmp_path, ended=True)) as platform:
        said = reaches(platform, WECOM_CA_FILE=str(authority_file(tmp_path)))
    assert "not trusted (certificate has expired)" in said


def test_a_proxy_that_is_named_is_the_only_way_out(county: TinyWeCom, reaches: Reached, tmp_path: Path) -> None:
    with forward_proxy("pa55-word") as proxy:
        trusted = {"WECOM_CA_FILE": str(authority_file(tmp_path))}
        assert reaches(county, WECOM_PROXY=proxy.address, **trusted) == "granted-1"
        assert proxy.asked == [county.base.split("/")[2]]
        refused = reaches(county, WECOM_PROXY=proxy.address.replace("pa55", "wrong"), **trusted)
        assert refused == "gettoken: the proxy of WECOM_PROXY answers 407"
        assert len(county.got) == 1
    gone = reaches(county, WECOM_PROXY=proxy.address, **trusted)
    assert gone == "gettoken: the proxy of WECOM_PROXY is not reached"


def test_the_usual_variables_count_only_when_asked_for(county: TinyWeCom, reaches: Reached, tmp_path: Path) -> None:
    with forward_proxy() as proxy:
        usual = {"HTTPS_PROXY": proxy.address, "WECOM_CA_FILE": str(authority_file(tmp_path))}
        reaches(county, **usual)
        reaches(county, **usual, WECOM_PROXY="environment", NO_PROXY="10.0.0.0/8, 127.0.0.1")
        assert proxy.asked == []
        reaches(county, **usual, WECOM_PROXY="environment", NO_PROXY="10.0.0.0/8")
        assert len(proxy.asked) == 1
    assert len(county.got) == 3
