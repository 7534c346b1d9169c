"""What certainly tells a reason or a remedy, and what is asked about instead."""

import pytest

from rules.telling import tells_something, tells_why


@pytest.mark.parametrize(
    "said",
    [
        "老支委走了一个还没补选",
        "厂里倒班碰不到一起",
        "那阵子收稻子呢",
        "台风天",
        "电脑坏了",
        "会议室在装修",
        "老爸过世办丧事",
        "不知道要开支委会",
        "停电",
        "水漫到村口",
        "创文迎检",
        "跟村民代表会撞车了",
        "人头凑勿齐",
        "秋忙",
        "就是拖拉",
        "忘记脱哉",
        "呒没空",
        "以后手机上定个闹钟",
        "叫妇女主任代收",
        "每月5号前收",
        "原因：说不清",
        "因为你们没通知",
        "哈哈忘得一干二净",
    ],
)
def test_what_happened_or_is_done_is_told(said: str) -> None:
    assert tells_something(said)


@pytest.mark.parametrize(
    "said",
    [
        "不知道",
        "等我问下会计再讲",
        "你猜",
        "随便写",
        "你们就知道催",
        "没啥好说的",
        "看不懂你们写的",
        "同意",
        "哈哈",
        "一二三四",
        "我说了算",
        "天下太平",
        "写好发你",
        "这一句不算",
        "老样子",
    ],
)
def test_what_tells_nothing_is_asked_about(said: str) -> None:
    assert not tells_something(said)


@pytest.mark.parametrize("said", ["停电", "台风天", "老爸过世办丧事", "会议室在装修", "呒没空"])
def test_what_kept_people_from_it_is_why(said: str) -> None:
    assert tells_why(said)


@pytest.mark.parametrize("said", ["你猜", "没啥好说的", "下周五前补开", ""])
def test_what_names_no_cause_is_no_why(said: str) -> None:
    assert not tells_why(said)
