"""What is taken back in the same breath goes, and what is said instead stands in its place."""

from __future__ import annotations

from datetime import date

import pytest

from rules.day_phrases import promised_day
from rules.retractions import as_put_right
from rules.workdays import Calendar


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("人不齐 11.12补开 打错 11.13", "人不齐 11.13补开"),
        ("台账忘了，6号补。不，9号。", "台账忘了，9号补。"),
        ("12号，不对，13号补开", "13号补开"),
        ("非停电，系停水", "停水"),
        ("12号补。不是12，13号。", "13号补。"),
        ("下雨，15号补。15号不行，22号。", "下雨，22号补。"),
        ("礼拜六补，弗对弗对，礼拜六有喜酒，礼拜日，上趟是书记开刀", "礼拜日补，上趟是书记开刀"),
        ("十号吧嗯十号好像来不及嗯那就十四号", "十四号吧"),
        ("11号补开，不，12号，因为11号村里分红", "12号补开"),
        ("因为嗯停水不对不是停水是停电了", "因为嗯停电了"),
        ("没开是朱敏生病了哦不是朱敏是凤英生病了", "没开是凤英生病了"),
        ("因为停水没搞，说错了，是因为修路，18号补", "是因为修路，18号补"),
        ("11月12日（更正：11月16日）补开，由王凤英（更正：朱敏）组织", "11月16日补开，由朱敏组织"),
        ("11号补——不对，11号镇上开会，改到12号。当时没开是停电", "12号补。当时没开是停电"),
        ("定在9号——不，9号要去县里，挪到10号", "定10号"),
        ("本来定10号补，10号镇里培训，改11号", "11号补"),
        ("不要写成人不齐，写停电，12号补", "停电，12号补"),
        ("停电了…不对不对，停电那是党费的事，是两个委员吵架", "是两个委员吵架"),
        ("会计住院，不对，会计住院是上个月的，这次是停电", "这次是停电"),
        *(
            (said, said)
            for said in ("人不齐，13号补开，13号前通知，20号上传记录", "会计不是住院是请产假", "不对，12号")
        ),
    ],
)
def test_what_is_taken_back_gives_way_to_what_is_said_instead(said: str, meant: str, calendar: Calendar) -> None:
    assert as_put_right(said, lambda text: promised_day(text, date(2026, 11, 2), calendar)) == meant
