"""Who only says that something was received, and who says more or less."""

import pytest

from rules.taking_note import Note, read_note


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("收到", Note(False, None)),
        ("已签收。", Note(False, None)),
        ("收到了，谢谢", Note(False, None)),
        ("收到，照单整改", Note(False, None)),
        ("督办单收到", Note(True, None)),
        ("已收到督办单3号", Note(True, 3)),
        ("3号督办单 已阅", Note(True, 3)),
        ("都办单收到", Note(True, None)),
        ("收到 3", Note(False, 3)),
        ("3号收到", Note(False, 3)),
    ],
)
def test_a_note_is_read_with_what_it_names(said: str, note: Note) -> None:
    assert read_note(said) == note


@pytest.mark.parametrize(
    "said",
    [
        "",
        "好的",
        "晓得了",
        "收到？",
        "收到没有",
        "没收到",
        "收到但是不同意",
        "督办",
        "收到钱了",
        "台账收到了",
        "3收到",
        "签收3份",
    ],
)
def test_what_says_more_or_less_is_none(said: str) -> None:
    assert read_note(said) is None
