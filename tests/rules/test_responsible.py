"""Who sees to an item is known by what stands around the name; what is no name is left where it is."""

from __future__ import annotations

import pytest

from rules.persons import People
from rules.responsible import named_responsible, names_somebody, person_put_right, without_person


@pytest.mark.parametrize(
    ("said", "who", "left"),
    [
        ("人不齐，责任人：王芳，下周补开", "王芳", "人不齐，下周补开"),
        ("20号，负责的人换朱敏，我在外面学习", "朱敏", "20号，我在外面学习"),
        ("由王芳负责补录", "王芳", "补录"),
        ("王芳负责，哦她要带孙子，那还是王明负责，12号补", "王明", "12号补"),
        ("今后由倪志明同志每月核对一次", "倪志明", "今后每月核对一次"),
        ("这个星期四叫朱敏帮忙录进去", "朱敏", "这个星期四录进去"),
        ("13号补开，王凤英牵头", "王凤英", "13号补开"),
        ("25号前落实，张玉兰办", "张玉兰", "25号前落实"),
        ("U盾过期了会计老范已经去银行换新的了", "会计老范", "U盾过期了已经去银行换新的了"),
        ("13号由工会副主席倪师傅召集", "工会副主席倪师傅", "13号"),
        ("周三前弄好，王凤英姐在弄啦", "王凤英", "周三前弄好"),
        ("刚跟俞国兴讲好了18号由他牵头补", "俞国兴", "刚跟俞国兴讲好了18号由他牵头补"),
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


BRANCH = People("朱永良", ("朱永良", "王凤英", "朱敏"))


@pytest.mark.parametrize(
    ("said", "who", "left"),
    [
        ("8号补，凤英。", "王凤英", "8号补"),
        ("9号补，凤英办", "王凤英", "9号补"),
        ("党费凤英补录，哦她下周休假，还是朱敏补，9号前", "朱敏", "党费凤英补录，哦她下周休假，补，9号前"),
        ("凤英补录，哦她下周休假，还是朱敏补，9号前", "朱敏", "补，9号前"),
        ("由朱敏代为补登", "朱敏", "补登"),
        ("两项都15号前，都由王芳负责", "王芳", "两项都15号前"),
        ("网断了 11.6补录 会计小顾跟进", "会计小顾", "网断了 11.6补录"),
        ("牵头人：王凤英，11月11日", "王凤英", "11月11日"),
        ("责任人：王凤英、吴阿根", "王凤英、吴阿根", ""),
        ("责任人：朱敏（组织委员）。期限：11月10日", "朱敏", "期限：11月10日"),
        ("现已明确由村妇女主任负责，将于本周五前补录到位", "村妇女主任", "现已明确，将于本周五前补录到位"),
        ("这周五前大学生村官小李补录", "大学生村官小李", "这周五前补录"),
        ("交给我们副书记来办", "副书记", ""),
        ("忘记登 7号前补 我自己弄", "朱永良", "忘记登 7号前补"),
        ("凤英跟会计老吴一起弄", "王凤英、会计老吴", ""),
        *(
            (said, None, said)
            for said in (
                *("朱敏同志十月里做月子凤英又去县里培训", "王凤英请假朱敏出差", "那天镇里曹晓明下来检查工作"),
                *("伊负责收铜钿", "负责人王凤英外出学习一个月", "谁抽走的谁负责通知", "请镇里吴思源来参加", "12号补开"),
            )
        ),
    ],
)
def test_a_name_of_the_register_is_known_and_a_title_that_takes_charge(said: str, who: str | None, left: str) -> None:
    assert named_responsible(said, BRANCH) == (who, left)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("朱敏的，不是凤英的", None),
        ("第二条是朱敏的，不是凤英的", "朱敏"),
        ("台账那条弗要写凤英，写我", "朱永良"),
        ("王凤英换成会计小顾", "会计小顾"),
        ("两项都算我的", "朱永良"),
        ("会计不是住院是奔丧", None),
        ("凤英刚刚跟我讲十号不行", None),
    ],
)
def test_who_is_named_in_the_place_of_another(said: str, who: str | None) -> None:
    assert person_put_right(said, BRANCH) == who
