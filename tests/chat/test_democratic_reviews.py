"""民主评议 and 评优依据 in the chat (R43, R35)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.commands.democratic_reviews import counts_in
from models.boards import PUBLISHED, Board, BoardRow
from models.democratic_reviews import DemocraticReview
from models.people import person_by_userid
from rules.periods import Quarter
from tests.worlds.phones import Phone, Phones, World, both_databases

ORIGIN = "12月18日党员大会测评，到会23人"
GRADES = ["优秀", "合格", "基本合格", "不合格"]


@both_databases
def test_the_office_enters_a_score_or_counts_of_grades_with_the_origin(wu: Phone) -> None:
    assert wu.says("民主评议 2026 荷塘一支部 92.5 12月18日党员大会测评") == (
        "已登记：荷塘一支部2026年民主评议92.50分，来源：12月18日党员大会测评。\n要改就照样再登记一次，以最后一次为准。"
    )
    assert wu.says("民主评议 2026 石湾村支部 优秀8票，合格2票，党员大会").startswith(
        "已登记：石湾村支部2026年民主评议97.00分，来源：党员大会。"
    )
    overview = wu.says("民主评议 2026")
    assert overview.startswith("2026年民主评议：已有结果的2个，还没有的")
    assert "荷塘一支部：92.50分\n石湾村支部：97.00分\n还没有：荷塘二支部、" in overview


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("民主评议 2026 荷塘一支部", "请写明党组织、得分或票数、来源，例如：民主评议 荷塘一支部 92.5"),
        ("民主评议 2026 荷塘一支部 良好8 来源", "请写明党组织、得分或票数、来源"),
        ("民主评议 2026 荷塘一支部 92.5", "请在后面写明结果的来源"),
        ("民主评议 2026 荷塘一支部 192.5 大会", "荷塘一支部的得分应在0到100之间"),
        ("民主评议 2026 荷塘一支部 92.555 大会", "荷塘一支部的得分应在0到100之间"),
        ("民主评议 2026 荷塘一支部 优秀0 大会", "一票也没有"),
        ("民主评议 2020 荷塘一支部 90 大会", "只能办2025年和2026年的民主评议"),
        ("民主评议 2026 没有的支部 90 大会", "没有的支部"),
    ],
)
def test_what_cannot_be_entered_is_said_in_one_sentence_and_not_stored(
    world: World, wu: Phone, said: str, part: str
) -> None:
    answer = wu.says(said)
    assert part in answer
    assert "\n" not in answer
    with world.looking() as session:
        assert session.scalars(select(DemocraticReview)).all() == []


def test_a_secretary_sees_the_own_result_and_enters_none(wu: Phone, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    assert zhu.says("民主评议 2026") == "2026年民主评议：\n石湾村支部：还没有结果"
    assert (
        zhu.says("民主评议 2026 石湾村支部 100 自评")
        == "民主评议由镇组织办登记和发起，请联系镇组织办（电话 0512-0000-0001）。"
    )
    wu.says("民主评议 2026 石湾村支部 88 党员大会")
    wu.says("民主评议 2026 荷塘一支部 99 党员大会")
    assert zhu.says("民主评议 2026") == "2026年民主评议：\n石湾村支部：88.00分（党员大会）"


@both_databases
def test_who_was_red_is_a_basis_for_honours_that_office_and_leaders_see(world: World, wu: Phone, phone: Phones) -> None:
    assert wu.says("评优依据 2026").splitlines()[1] == "还没有党组织上过红榜。"
    with world.db.begin() as session:
        clerk = person_by_userid(session, "wusiyuan")
        assert clerk is not None
        for number, listed in ((1, "red"), (2, "red"), (3, "grey")):
            row = BoardRow(
                organization_id="org-011",
                rank=number,
                list=listed,
                tied=False,
                base=Decimal(90),
                bonus=Decimal(0),
                total=Decimal(90),
                by_category={},
                on_time_rate="1/1",
                register={},
            )
            now = world.clock.now()
            board = Board(quarter=Quarter(2026, number), version=1, state=PUBLISHED, drafted_at=now, rows=[row])
            board.drafted_by_id, board.grey_approved_at = clerk.id, now
            session.add(board)
    assert wu.says("评优依据 2026").splitlines() == [
        "2026年评优依据（只作依据，不折算加分）：",
        "石湾村支部：红榜2次（1、2季度），灰榜1次",
        "全年汇总表和红榜名单（Excel）：打开榜单网页，点“年度总评”，再点“下载评优依据”。",
    ]
    assert phone("xulixin").says("评优依据 2025").startswith("2025年评优依据")
    assert (
        phone("zhuyongliang").says("评优依据 2026")
        == "评优依据由镇组织办和镇领导查看，有疑问请联系镇组织办（电话 0512-0000-0001）。"
    )
    assert wu.says("评优依据 那年").startswith("没看懂“那年”是哪一年")


@given(
    st.lists(st.tuples(st.sampled_from(GRADES), st.integers(0, 9999)), min_size=1, max_size=6), st.sampled_from("、， ")
)
def test_counts_are_read_however_they_are_strung_together(counts: list[tuple[str, int]], between: str) -> None:
    said = between.join(f"{grade}{number}" for grade, number in counts) + f"{between}{ORIGIN}"
    summed = {grade: sum(n for one, n in counts if one == grade) for grade in {one for one, _ in counts}}
    assert counts_in(said, GRADES) == (summed, ORIGIN)


@pytest.mark.parametrize("said", ["", "优秀", "良好8 合格2 来源", "很优秀8"])
def test_what_counts_no_grade_is_not_understood_as_counts(said: str) -> None:
    assert counts_in(said, GRADES) is None
