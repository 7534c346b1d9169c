"""`flask setup` and `flask doctor` as a new operator meets them, before the local WeCom."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from app import create_app
from bot.db import Database
from bot.environment import read_environment
from bot.settings import read_settings
from models.people import Person
from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AGENT, COMPANY, CORP_ID, Company, serving

SECRET = "my-secret-0123456789"
AGENTS = [{"agentid": AGENT, "secret": SECRET, "name": "红灰榜助手"}]


@pytest.fixture(scope="module")
def company() -> Iterator[tuple[Company, str]]:
    made = Company(create_simulator(SimulatorConfig.from_json({**COMPANY, "agents": AGENTS})))
    with serving(made.app) as url:
        yield made, f"{url}/cgi-bin/"


@pytest.fixture
def flask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a `flask` command in an empty folder, with these answers."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, answers: tuple[str, ...] = ()) -> Result:
        typed = "".join(f"{one}\n" for one in answers)
        return create_app().test_cli_runner().invoke(args=words, input=typed)

    return run


def answers(base: str, *, secret: str = SECRET) -> tuple[str, ...]:
    return (base, "", "", "", "", CORP_ID, str(AGENT), secret, "https://bot.example.com", "", "")


FIRST = ("云间镇", "吴思源", "WuSiyuan", "n")


def test_a_new_operator_is_led_from_nothing_to_a_town(
    flask: Callable[..., Result], company: tuple[Company, str], tmp_path: Path
) -> None:
    said = flask("setup", answers=(*answers(company[1]), *FIRST))
    assert said.exit_code == 0, said.output
    values = read_environment(tmp_path / "honghui.env")
    settings = read_settings(values)
    assert settings.wecom.wecom_secret.get_secret_value() == SECRET
    assert SECRET not in said.output
    assert "我的企业 → 企业信息 → 最下面“企业ID”" in said.output
    assert f"Token           {values['WECOM_TOKEN']}" in said.output
    assert f"EncodingAESKey  {values['WECOM_AES_KEY']}" in said.output
    assert "https://bot.example.com/wecom/callback" in said.output
    assert stat.S_IMODE((tmp_path / "honghui.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
    database = Database(f"sqlite:///{tmp_path}/var/honghui.db")
    with database.read() as session:
        assert session.scalars(select(Person.userid)).all() == ["wusiyuan"]
    database.engine.dispose()
    # The other commands know what was written, and somebody of the office is enough.
    again = flask("setup", answers=("",) * 11)
    assert again.exit_code == 0, again.output
    assert "组织办已经有人能登录：吴思源。" in again.output
    assert "沿用原来的" in again.output
    assert read_environment(tmp_path / "honghui.env") == values
    looked = flask("doctor", "--here", "--golive")
    assert looked.exit_code == 1
    assert "✓ 设置" in looked.output
    assert "✗ 备份：还没有备份。" in looked.output
    assert "书面请示县委组织部和网信办" in looked.output
    assert "✗ 名册：是本镇自己的" in looked.output


def test_broken_off_it_goes_on_where_it_was(
    flask: Callable[..., Result], company: tuple[Company, str], tmp_path: Path
) -> None:
    first = flask("setup", answers=answers(company[1])[:7])
    assert first.exit_code == 1
    assert "停下了。答过的都存在 honghui.env" in first.output
    assert read_environment(tmp_path / "honghui.env")["WECOM_CORP_ID"] == CORP_ID
    again = flask("setup", answers=("",) * 7)
    assert f"WECOM_CORP_ID [{CORP_ID}]：" in again.output
    assert "上次填过的还在" in again.output


def test_each_answer_is_checked_before_it_is_kept(
    flask: Callable[..., Result], company: tuple[Company, str], tmp_path: Path
) -> None:
    typed = (
        "qyapi",
        company[1],
        "",
        "",
        "",
        "",
        "ww 1",
        CORP_ID,
        "x",
        str(AGENT),
        "short",
        "wrong-secret-0000",
        SECRET,
    )
    said = flask(
        "setup", answers=(*typed, "http://bot.example.com", 'a"b', "https://bot.example.com", "mysql://x", "", "no")
    )
    for sentence in (
        "不是网址",
        "企业 ID 是字母和数字",
        "AgentId 是一串数字",
        "Secret 是一长串",
        "企业微信不认：",
        "网页地址要用 https",
    ):
        assert sentence in said.output
    for sentence in ("不能有引号", "数据库用不了：", "没有这个文件，或者名字不是"):
        assert sentence in said.output
    assert "wrong-secret-0000" not in said.output
    assert read_environment(tmp_path / "honghui.env")["WECOM_SECRET"] == SECRET


def test_a_letter_leads_back_to_the_question_before(flask: Callable[..., Result], company: tuple[Company, str]) -> None:
    typed = (company[1], "", "", "", "", "ww0000000000000000", str(AGENT), SECRET, "b", "b", CORP_ID, "", SECRET)
    said = flask("setup", answers=typed)
    assert "40013" in said.output
    assert "试过了，企业微信认这个 Secret。" in said.output


def test_where_wecom_cannot_be_reached_the_secret_is_kept_for_later(
    flask: Callable[..., Result], tmp_path: Path
) -> None:
    said = flask("setup", answers=answers("http://127.0.0.1:9/cgi-bin/")[:8])
    assert "现在连不上企业微信，先记下了" in said.output
    assert read_environment(tmp_path / "honghui.env")["WECOM_SECRET"] == SECRET


def test_a_password_in_the_databases_address_is_not_shown(
    flask: Callable[..., Result], company: tuple[Company, str], tmp_path: Path
) -> None:
    (tmp_path / "honghui.env").write_text(
        "DATABASE_URL=postgresql+psycopg://u:hidden@127.0.0.1:9/x\n", encoding="utf-8"
    )
    said = flask("setup", answers=answers(company[1])[:9])
    assert "postgresql+psycopg://u:***@127.0.0.1:9/x" in said.output
    assert "hidden" not in said.output


def test_the_way_out_is_asked_for_before_the_secret_is_tried_by_it(
    flask: Callable[..., Result], company: tuple[Company, str], tmp_path: Path
) -> None:
    typed = list(answers(company[1])[:8])
    typed[3:5] = ["ftp://10.1.2.3", "http://clerk:hidden@127.0.0.1:9", "/no/such/file", ""]
    said = flask("setup", answers=tuple(typed))
    assert "不是代理的地址" in said.output
    assert "没有这个文件，或者里面没有 PEM 格式的证书" in said.output
    assert "现在连不上企业微信，先记下了：" in said.output
    assert "WECOM_PROXY" in said.output
    assert "hidden" not in said.output
    assert read_environment(tmp_path / "honghui.env")["WECOM_PROXY"] == "http://clerk:hidden@127.0.0.1:9"


def test_what_one_may_do_without_is_taken_out_again_by_a_sign_the_question_names(
    flask: Callable[..., Result], company: tuple[Company, str], tmp_path: Path
) -> None:
    file = tmp_path / "honghui.env"
    file.write_text("WECOM_PROXY=http://10.1.2.3:3128\nWECOM_OAUTH_URL=http://gone.example.com/a\n", encoding="utf-8")
    typed = ("https://qyapi.weixin.qq.com/cgi-bin/", "-", "-")
    said = flask("setup", answers=typed)
    assert "WECOM_PROXY（可以不填） [已填，不显示]（输入 - 去掉）" in said.output
    assert "WECOM_PROXY 去掉了。" in said.output
    assert "WECOM_CA_FILE（可以不填）：" in said.output
    # With the platform everybody has, the sign-in page of another one is not asked for, and does not stay behind.
    assert "WECOM_OAUTH_URL 去掉了。" in said.output
    assert list(read_environment(file)) == ["WECOM_API_BASE"]
