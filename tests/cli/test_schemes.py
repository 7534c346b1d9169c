"""What operators type about versions of the rule."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from bot.db import Database
from handlers.cli.schemes import scheme
from handlers.cli.township import township
from rules.periods import BEIJING, Quarter
from rules.workdays import Calendar
from services.schemes.versions import SCHEME_FILE, pin_quarter, shipped_text, version_for

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
NUMBER = "澄委发〔2026〕30号"


@pytest.fixture
def runner(town: Database, calendar: Calendar) -> FlaskCliRunner:
    app = Flask("test")
    app.extensions["honghui"] = SimpleNamespace(db=town, calendar=calendar, clock=SimpleNamespace(now=lambda: NOW))
    app.cli.add_command(scheme)
    app.cli.add_command(township)
    return app.test_cli_runner()


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A rule with one more day for the self-check."""
    file = tmp_path / "new.yaml"
    file.write_text(shipped_text().replace("deadline_working_days: 2 ", "deadline_working_days: 3 "), encoding="utf-8")
    return file


def types(runner: FlaskCliRunner, *words: str | Path) -> Result:
    return runner.invoke(args=["scheme", *map(str, words)])


def load(runner: FlaskCliRunner, file: Path, since: str = "2027-Q1", by: str = "xulixin") -> Result:
    return types(runner, "load", file, "--from", since, "--as", by, "--reason", NUMBER)


def digest(town: Database, quarter: Quarter) -> str:
    with town.read() as session:
        return version_for(session, quarter).digest[:8]


def test_a_new_version_is_stored_and_says_what_it_changes(runner: FlaskCliRunner, town: Database, new: Path) -> None:
    done = load(runner, new)
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "新办法已存，2027年第一季度起执行，此前各季度不变。",
        f"版本 {digest(town, Quarter(2027, 1))}，决定人：许立新，依据：{NUMBER}",
        "与此前的办法相比有1处变化：",
        "办法规定的数值：",
        "· 自查期限由2个工作日改为3个工作日",
        "镇里在名册文件中另定的值继续有效，对新办法作如下调整：",
        "指标：",
        "· ZD-04 组织生活会民主评议：考核季度由第四季度改为第一季度",
    ]


def test_versions_are_compared_by_quarter_digest_and_file(runner: FlaskCliRunner, town: Database, new: Path) -> None:
    before = types(runner, "diff", "2026-Q4", new).output
    load(runner, new)
    after = types(runner, "diff", "2026-Q4", "2027-Q1").output
    line = "办法规定的数值：\n· 自查期限由2个工作日改为3个工作日\n"
    assert before == f"从2026年第四季度到new.yaml，办法有1处变化：\n{line}"
    assert after == f"从2026年第四季度到2027年第一季度，办法有1处变化：\n{line}"
    named = digest(town, Quarter(2027, 1))
    assert types(runner, "diff", named, "2026-Q4").output.endswith("· 自查期限由3个工作日改为2个工作日\n")
    assert types(runner, "diff", SCHEME_FILE, new).output.endswith(line)
    assert types(runner, "diff", new, new).output == "new.yaml和new.yaml的办法内容相同。\n"


def test_versions_are_listed(runner: FlaskCliRunner, town: Database, new: Path) -> None:
    with town.begin() as session:
        pin_quarter(session, Quarter(2026, 4), NOW)
    load(runner, new)
    listed = types(runner, "versions").output.splitlines()
    assert [line.split("，")[0] for line in listed] == [
        f"版本 {digest(town, Quarter(2026, 4))}",
        "  从一开始执行",
        "  已按它考核：2026年第四季度",
        f"版本 {digest(town, Quarter(2027, 1))}",
        "  2027年第一季度起执行",
    ]


@pytest.mark.parametrize(
    ("since", "by", "answer"),
    [
        ("2026-Q4", "xulixin", "2026年第四季度已经按现行办法开始考核"),
        ("2027-Q1", "zhouhaibo", "由镇绩效考核领导小组成员决定"),
        ("2027-Q1", "nobody", "no such userid"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    runner: FlaskCliRunner, town: Database, new: Path, since: str, by: str, answer: str
) -> None:
    with town.begin() as session:
        pin_quarter(session, Quarter(2026, 4), NOW)
    done = load(runner, new, since, by)
    assert done.exit_code == 1
    assert answer in done.output
    assert len(done.output.splitlines()) == 1


@pytest.mark.parametrize("missing", ["--from", "--as", "--reason"])
def test_quarter_person_and_document_have_to_be_given(runner: FlaskCliRunner, new: Path, missing: str) -> None:
    given = {"--from": "2027-Q1", "--as": "xulixin", "--reason": NUMBER}
    words = [word for option, value in given.items() if option != missing for word in (option, value)]
    done = types(runner, "load", new, *words)
    assert done.exit_code == 2
    assert missing in done.output


def test_a_file_with_a_mistake_is_named_with_its_line(runner: FlaskCliRunner, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(shipped_text().replace("red_size: 20", "red_size: many"), encoding="utf-8")
    line = wrong.read_text(encoding="utf-8").split("red_size: many")[0].count("\n") + 1
    for done in (load(runner, wrong), types(runner, "check", wrong), types(runner, "diff", "2026-Q4", wrong)):
        assert done.exit_code == 1
        assert done.output.splitlines() == [
            "Error: wrong.yaml 还不能用，有 1 处要改，什么都没有改：",
            f"1. 第 {line} 行，参数 from_document.red_size：“many”不是整数，请写 2 这样的整数",
            "改好以后再来一次。",
        ]


def test_an_unknown_name_says_what_can_be_compared(runner: FlaskCliRunner, tmp_path: Path) -> None:
    done = types(runner, "diff", "2026-Q4", tmp_path / "gone.yaml")
    assert done.exit_code == 1
    assert "请写办法文件、季度（如 2026-Q4）或版本号的前4位以上。" in done.output


def test_tasks_of_a_new_catalogue_may_name_its_indicators_from_its_quarter_on(
    runner: FlaskCliRunner, town: Database, tmp_path: Path
) -> None:
    catalogue, file = tmp_path / "catalogue.yaml", tmp_path / "town.yaml"
    catalogue.write_text(shipped_text().replace("HD-01", "HD-11"), encoding="utf-8")
    task = "{id: T-202701-90, title: 主题党日, indicator: HD-11, kind: org_life, sectors: all}"
    month = f"  - month: 2027-01\n    tasks: [{task}]\n"
    sample = (SCHEME_FILE.parent / "sample" / "township.yaml").read_text(encoding="utf-8")
    file.write_text(sample.replace("monthly_tasks:\n", f"monthly_tasks:\n{month}", 1), encoding="utf-8")
    refused = runner.invoke(args=["township", "load", str(file)])
    assert refused.exit_code == 1
    assert "HD-11 is not in the rule" in refused.output
    assert load(runner, catalogue).exit_code == 0
    loaded = runner.invoke(args=["township", "load", str(file)])
    assert loaded.output.splitlines()[-1] == "town.yaml loaded; rows written: 1 tasks."
