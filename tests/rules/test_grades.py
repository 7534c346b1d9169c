"""One grade, however it is written; in doubt none."""

import pytest

from rules.grades import grade_said

GRADES = ("优秀", "合格", "基本合格", "不合格")


@pytest.mark.parametrize("grade", GRADES)
@pytest.mark.parametrize(
    "written", ["{}", "{}。", "我投{}", "选：{}", "投票 {}", "“{}”", "{}！谢谢", "我觉得{}吧", "打个{}", "改成{}"]
)
def test_every_grade_is_read_alike(written: str, grade: str) -> None:
    assert grade_said(written.format(grade), GRADES) == grade


@pytest.mark.parametrize(
    "said",
    [
        "",
        "优",
        "很优秀",
        "不优秀",
        "优秀？",
        "优秀吗",
        "优秀 合格",
        "书记优秀 支部合格",
        "要是多关心就优秀",
        "不是不合格",
        "先不投优秀",
    ],
)
def test_in_doubt_there_is_none(said: str) -> None:
    assert grade_said(said, GRADES) is None


def test_where_there_are_no_grades_nothing_is_one() -> None:
    assert grade_said("投票", ()) is None
