"""The environment's file: for nobody else, read by whoever starts, and never over what the environment itself says."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.environment import (
    can_be_written,
    is_open_to_others,
    read_environment,
    whole_environment,
    write_environment,
)
from bot.errors import SettingsError


def test_what_is_written_is_read_again_and_only_by_us(tmp_path: Path) -> None:
    file = tmp_path / "honghui.env"
    values = {"WECOM_SECRET": "a=b#c$d%e", "DATABASE_URL": "sqlite:///var/honghui.db"}
    write_environment(file, values, "第一行\n第二行")
    assert read_environment(file) == values
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not is_open_to_others(file)
    file.chmod(0o644)
    assert is_open_to_others(file)
    write_environment(file, values, "")
    assert not is_open_to_others(file), "put in place anew"


@pytest.mark.parametrize("sign", ["\u2028", "\x85"])
def test_what_can_be_written_is_one_line_whatever_else_ends_one_elsewhere(tmp_path: Path, sign: str) -> None:
    file, values = tmp_path / "honghui.env", {"WECOM_SECRET": f"a{sign}b"}
    assert can_be_written(values["WECOM_SECRET"])
    write_environment(file, values, "")
    assert read_environment(file) == values


def test_what_the_environment_says_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "other.env"
    write_environment(file, {"PUBLIC_URL": "https://old.example/", "WECOM_AGENT_ID": "1"}, "")
    found = whole_environment({"HONGHUI_ENV_FILE": str(file), "PUBLIC_URL": "https://new.example/"})
    assert (found["PUBLIC_URL"], found["WECOM_AGENT_ID"]) == ("https://new.example/", "1")


def test_without_a_file_the_environment_is_all_there_is(tmp_path: Path) -> None:
    environ = {"HONGHUI_ENV_FILE": str(tmp_path / "none.env"), "PUBLIC_URL": "https://a.example/"}
    assert whole_environment(environ) == environ
    assert whole_environment({"HONGHUI_ENV_FILE": ""}) == {"HONGHUI_ENV_FILE": ""}


@pytest.mark.parametrize("line", ["export A=1", "a=1", "A", "A = 1"])
def test_a_line_that_says_no_value_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "honghui.env"
    file.write_text(f"# first\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 2: write NAME=value"):
        read_environment(file)


@pytest.mark.parametrize("value", ['a"b', "a'b", "a\\b", "a\nb", " a", "a ", "a\x00"])
def test_what_systemd_would_read_otherwise_is_not_written(value: str) -> None:
    assert not can_be_written(value)


def test_a_folder_that_cannot_be_written_to_ends_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        write_environment(tmp_path / "nowhere" / "honghui.env", {}, "")
