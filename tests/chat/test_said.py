"""What stands behind a command word, as the commands hear it."""

import ast
from collections.abc import Iterator

import pytest

from bot.incoming import Incoming
from bot.router import Turn
from handlers.commands.said import first_and_rest, quarter_and_name, quarter_and_rest, words_of, year_and_rest
from models.people import Person
from rules.periods import Quarter
from rules.workdays import Calendar
from services.schemes.versions import pin_quarter
from tests.worlds.phones import Phone, World, beijing
from tests.worlds.sources import name_of, sources

NOW = beijing("2026-11-03 10:00")
SPRING, AUTUMN = Quarter(2026, 2), Quarter(2026, 3)


@pytest.fixture
def turn(world: World, calendar: Calendar) -> Iterator[Turn]:
    """A message in a town that worked in the quarter that ended last."""
    with world.db.begin() as session:
        pin_quarter(session, AUTUMN, NOW)
        yield Turn(session, Person(), Incoming("1", "wusiyuan", "text", NOW), NOW, calendar)


@pytest.mark.parametrize(
    ("said", "first", "rest"),
    [
        ("荷塘一支部 措施太笼统", "荷塘一支部", "措施太笼统"),
        ("荷塘一支部。措施太笼统", "荷塘一支部", "措施太笼统"),
        ("荷塘一支部，措施太笼统，请补充。", "荷塘一支部", "措施太笼统，请补充。"),
        ("：荷塘一支部", "荷塘一支部", ""),
        ("荷塘一支部？", "荷塘一支部？", ""),
        ("", "", ""),
    ],
)
def test_the_first_word_is_parted_from_what_stays_as_it_was_said(said: str, first: str, rest: str) -> None:
    assert first_and_rest(said) == (first, rest)


def test_names_in_a_row_are_words() -> None:
    assert words_of("荷塘一支部、荷塘二支部，石湾村支部。") == ["荷塘一支部", "荷塘二支部", "石湾村支部"]


@pytest.mark.parametrize(
    ("said", "quarter", "rest"),
    [
        ("三季度 1 8月10日开过，有签到。没有照片", AUTUMN, "1 8月10日开过，有签到。没有照片"),
        ("石湾村支部，二季度，1 开过，有签到", SPRING, "石湾村支部 1 开过，有签到"),
        ("石湾村支部 三季度。", AUTUMN, "石湾村支部"),
        ("1 开过，有签到？", None, "1 开过，有签到？"),
        ("", None, ""),
    ],
)
def test_a_quarter_is_taken_out_and_the_rest_stays_as_it_was_said(
    turn: Turn, said: str, quarter: Quarter | None, rest: str
) -> None:
    assert quarter_and_name(turn, said) == (quarter, rest)


def test_a_quarter_or_a_year_in_front_and_its_reason(turn: Turn) -> None:
    assert quarter_and_rest(turn, "二季度，更正一笔：按时报送，不扣分") == (SPRING, "更正一笔：按时报送，不扣分")
    assert quarter_and_rest(turn, "更正一笔") == (AUTUMN, "更正一笔")
    assert year_and_rest(turn, "2025年。同意？") == (2025, "同意？")


def test_a_name_may_end_with_a_full_stop(zhu: Phone, wu: Phone, world: World) -> None:
    assert wu.says("日常 石湾村支部。 10月。").startswith("石湾村支部10月")
    assert wu.says("加分 荷塘老年支部。").startswith("为荷塘老年支部申报加分")


def test_the_fact_behind_a_record_is_kept_as_it_was_said(wu: Phone) -> None:
    said = wu.says("登记 荷塘老年支部 10月 ZD-02 未完成 10月没开，书记外出。11月补")
    assert "未完成——10月没开，书记外出。11月补\n" in said


# Who of the commands reads a number by itself, and what that number is: never that of a case.
READ_NUMBERS = {
    "handlers/commands/said_records.py": "a month",
    "handlers/commands/democratic_reviews.py": "points and votes",
    "handlers/commands/handovers.py": "a line of the office's list",
    "handlers/commands/objections.py": "a line of the choices offered",
    "handlers/commands/matching.py": "whether a number stands beside a word, which rules/case_numbers.py then reads",
    "handlers/commands/said.py": "a quarter, a year",
    "handlers/commands/slips.py": "whether it is an item of the open form",
}


def test_the_number_of_a_case_is_read_in_one_place() -> None:
    reading = {path for path, tree in sources() if path.startswith("handlers/commands/") and _reads_numbers(tree)}
    assert reading == set(READ_NUMBERS), "read a case by case_said or cases_said of handlers/commands/said.py"


def _reads_numbers(tree: ast.Module) -> bool:
    """Tell whether a file has a pattern with digits in it, or turns what was said into a number."""
    nodes = list(ast.walk(tree))
    texts = [one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    called = {name_of(one.func) for one in nodes if isinstance(one, ast.Call)}
    return bool(called & {"int", "isdecimal", "isdigit", "isnumeric"}) or any(
        r"\d" in one or "0-9" in one for one in texts
    )
