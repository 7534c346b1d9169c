"""Who sees to an item is known by what stands around the name; what is no name is left where it is."""

from __future__ import annotations

import pytest

from rules.responsible import named_responsible, names_somebody, without_person


@pytest.mark.parametrize(
    ("said", "who", "left"),
    [
        ("人不齐，责任人：王芳，下周补开", "王芳", "人不齐，下周补开"),
        ("20号，负责的人换朱敏，我在外面学习", "朱敏", "20号，我在外面学习"),
        ("由王芳负责补录", "王芳", "补录"),
        ("今后由倪志明同志每月核对一次", "倪志明", "今后每月核对一次"),
        ("这个星期四叫朱敏帮忙录进去", "朱敏", "这个星期四录进去"),
        ("13号补开，王凤英牵头", "王凤英", "13号补开"),
        ("25号前落实，张玉兰办", "张玉兰", "25号前落实"),
        ("王芳负责", "王芳", ""),
        ("责任人写我朱永良", "朱永良", ""),
        *(
            (said, None, said)
            for said in (
                *("责任人写错，是朱敏", "责任人不写凤英", "人不齐，专人负责", "人不齐", "让会计补登", "叫孙女补录"),
                *("由于停电补录晚了", "安排周五补开", "请方便时补录", "请于下周补开", "叫大家补齐", "问过金融办"),
            )
        ),
    ],
)
def test_who_sees_to_it_is_taken_out(said: str, who: str | None, left: str) -> None:
    assert named_responsible(said) == (who, left)
    assert without_person(said) == left


@pytest.mark.parametrize(("words", "may_be"), [("王芳", True), ("专人", False), ("会计", False), ("写错", False)])
def test_what_may_be_a_name(words: str, may_be: bool) -> None:
    assert names_somebody(words) is may_be
