"""What an item is called beside its state."""

import pytest

from rules.titles import called


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("完成3月主题党日", "3月主题党日"),
        ("召开支委会", "支委会"),
        ("召开一季度党员大会", "一季度党员大会"),
        ("党费收缴台账录入", "党费收缴台账录入"),
        ("完成情况", "完成情况"),
        ("召开", "召开"),
    ],
)
def test_the_verb_of_a_task_is_no_part_of_the_name_of_its_item(title: str, name: str) -> None:
    assert called(title) == name
