"""云岚街道 lives by a document of its own: four categories, a board a month, one list, three days; by data alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile, BadInput, NotNow
from bot.terms import terms
from bot.wording import word
from models import Base
from models.boards import Board, newest_published
from models.organizations import organization_named
from models.people import person_by_userid
from models.tasks import tasks_of
from rules.periods import Month, Quarter
from services.annual_reviews.parts import counted_lists
from services.boards.verification import verify_board
from services.daily_records.file import RecordRow
from services.daily_records.loading import load_records
from services.inspections.checking import GivenFinding, GivenInspection
from services.inspections.inspections import record_inspection
from services.publications.public_account import publication_text
from services.schemes import versions
from services.schemes.introducing import introduce_scheme
from services.township.checking import check_township
from services.township.loading import load_township
from tests.worlds.phones import Phone, World, beijing

YUNLAN = Path(__file__).parents[2] / "data" / "sample" / "yunlan"
AUGUST = Month(2026, 8)
BOARD = Quarter(2026, 8, 12)
BRANCHES = [f"org-{number:03}" for number in range(1, 8)]
# Words of the town whose document the program began with.
FOREIGN = ("红榜", "灰榜", "红灰", "季度", "镇", "组织办", "党委", "督导组", "聚焦", "领导小组", "两个工作日")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The subdistrict on 1 September 2026, the records of August in; its rule lies where a town's rule lies."""
    path = tmp_path_factory.mktemp("yunlan") / "town.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "SCHEME_FILE", YUNLAN / "scheme.yaml")
        file = check_township((YUNLAN / "township.yaml").read_text(encoding="utf-8"), "township.yaml")
        world = World(Database(f"sqlite:///{path}"), "2026-09-01 07:00")
        Base.metadata.create_all(world.db.engine)
        with world.db.begin() as session:
            load_township(session, file, date(2026, 8, 3), beijing("2026-08-03 09:00"))
        with world.db.begin() as session:
            load_records(session, august(world), world.clock.now())
        yield world
    world.db.engine.dispose()


def august(world: World) -> list[RecordRow]:
    """Everything was done but for one branch's meeting and another one's study, which came late."""
    states = {("org-004", "ZJ-01"): "not_done", ("org-005", "DY-01"): "late"}
    with world.looking() as session:
        return [
            RecordRow(AUGUST, branch, task.id, states.get((branch, task.indicator), "done"), "", "hechushu", "test")
            for branch in BRANCHES
            for task in tasks_of(session, AUGUST)
        ]


def foreign(*said: str) -> list[str]:
    return [word for word in FOREIGN if any(word in one for one in said)]


def inspected(world: World) -> None:
    """The group has been everywhere; at one branch the register of visits had a gap."""
    gap = GivenFinding("FW-01", AUGUST, "走访台账缺一次")
    with world.db.begin() as session:
        for branch in BRANCHES:
            organization, by = organization_named(session, branch), person_by_userid(session, "kongqiufen")
            assert organization is not None
            assert by is not None
            given = GivenInspection(date(2026, 8, 28), (gap,) if branch == "org-006" else ())
            record_inspection(session, BOARD, organization, given, by, beijing("2026-09-10 10:00"))


def published(session: Session) -> Board:
    found = newest_published(session)
    assert found is not None
    return found


def its_board_is_that_of_a_month_and_has_the_five_best_and_no_last(world: World) -> None:
    with world.looking() as session:
        found = published(session)
        assert str(found.quarter) == "2026-08"
        assert {row.list for row in found.rows} == {"red", "none"}
        assert all(set(row.by_category) == {"ZJ", "DY", "ZT", "FW"} for row in found.rows)
        totals = {row.organization_id: str(row.total) for row in found.rows}
    assert totals["org-001"] == "100.00"
    assert totals["org-004"] == "95.00", "the meeting of the committee costs five"
    assert totals["org-002"] == "96.00", "who did not answer lost what ZJ-02 costs"


def what_is_posted_says_what_the_document_says_and_is_verified(world: World) -> None:
    with world.looking() as session:
        found = published(session)
        text = publication_text(session, found, world.bot.calendar, world.clock.now())
        assert text.startswith("云岚街道基层党组织先锋榜（2026年8月）")
        assert "示范榜（" in text
        assert foreign(text) == []
        assert verify_board(session, found, with_log=True).difference is None


def its_tables_have_no_column_for_a_list_it_does_not_have(world: World) -> None:
    with world.looking():
        assert counted_lists(3, 0) == [3]
        heads = word("annual_reviews/honours.txt", "columns"), word("annual_reviews/workbook.txt", "year_columns")
        assert all("|示范榜次数|" in one for one in heads)
        assert foreign(*heads) == []


def once_the_rule_calls_its_lists_otherwise_the_board_keeps_its_names(world: World) -> None:
    renamed = (YUNLAN / "scheme.yaml").read_text(encoding="utf-8").replace("red: 示范榜", "red: 标杆榜")
    with world.db.begin() as session:
        leader, now = person_by_userid(session, "zhuqingming"), world.clock.now()
        assert leader is not None
        introduce_scheme(session, renamed, "new.yaml", Quarter(2026, 12, 12), leader, "文号", now)
        versions.pin_quarter(session, Quarter(2026, 12, 12), now)
    with world.looking() as session:
        text = publication_text(session, published(session), world.bot.calendar, now)
        assert "示范榜（" in text
        assert terms().red == "标杆榜"


@pytest.mark.long
def test_a_month_goes_from_the_records_to_the_board_in_the_towns_own_words(world: World) -> None:
    phones = {userid: Phone(world, userid) for userid in ("wanglichun", "zhengqiucheng", "hechushu", "xudongzhi")}
    heard: list[str] = []

    world.at("2026-09-01 08:34")
    slip = phones["zhengqiucheng"].hears()
    assert "3个工作日" in slip or "9月4日（周五）24时" in slip
    heard += [slip, phones["wanglichun"].says("1")]
    heard.append(phones["zhengqiucheng"].says("1 人没到齐，9月10日补开"))
    heard.append(phones["zhengqiucheng"].says("确认"))

    inspected(world)
    world.at("2026-09-21 09:00")
    heard.append(phones["hechushu"].says("起草8月榜单"))
    assert "2026年8月榜单已起草：参评 7 个，示范榜" in heard[-1]
    heard.append(phones["hechushu"].says("预览得分"))
    world.at("2026-09-24 09:00")
    first, second, reviewer = (Phone(world, one) for one in ("zhuqingming", "qinxiaoshu", "lvchunfen"))
    heard.append(first.says("榜单草稿"))
    heard.append(first.says("会审榜单 同意"))
    heard.append(reviewer.says("保密审查 通过"))
    heard.append(second.says("批准榜单"))
    assert "批准" in heard[-1] and "单独" not in heard[-1]
    heard.append(second.says("批准灰榜"))
    heard.append(phones["xudongzhi"].says("发布榜单"))
    assert "要发布的是2026年8月先锋榜：示范榜，" in heard[-1]
    heard.append(phones["xudongzhi"].says("确认"))
    world.sweep()

    heard += [Phone(world, one).hears() for one in ("yangliqiu", "wanglichun", "chulidong")]
    heard += [phones["wanglichun"].says(said) for said in ("先锋榜", "示范榜 8月", "谁上了示范榜", "得分 8月", "帮助")]
    assert "2026年8月先锋榜（参评 7 个" in heard[-5]
    assert heard[-4] == heard[-5]
    assert "示范榜" in heard[-3]
    assert foreign(*heard) == []
    its_board_is_that_of_a_month_and_has_the_five_best_and_no_last(world)
    what_is_posted_says_what_the_document_says_and_is_verified(world)
    its_tables_have_no_column_for_a_list_it_does_not_have(world)
    once_the_rule_calls_its_lists_otherwise_the_board_keeps_its_names(world)


def test_a_quarter_is_no_period_of_this_town(world: World) -> None:
    said = Phone(world, "hechushu").says("榜单 三季度")
    assert said == "没看懂“三季度”是哪个月，可以写 2026-08 或8月；不写就是上个月。"
    with world.looking() as session, pytest.raises(BadInput, match="which_quarter"):
        versions.scheme_for(session, Quarter(2026, 3))


def test_how_often_there_is_a_board_does_not_change_in_a_database(world: World) -> None:
    shipped = (YUNLAN.parents[1] / "scheme.yaml").read_text(encoding="utf-8")
    with world.db.begin() as session:
        versions.pin_quarter(session, BOARD, world.clock.now())
        leader = person_by_userid(session, "zhuqingming")
        assert leader is not None
        with pytest.raises(NotNow, match="scheme_other_period"):
            introduce_scheme(session, shipped, "new.yaml", Quarter(2027, 1, 12), leader, "文号", world.clock.now())
    quarterly = (YUNLAN / "township.yaml").read_text(encoding="utf-8") + (
        "overrides: {policy: {board_period: quarter, annual_min_ranked_quarters: 2}}\n"
    )
    with (
        world.db.begin() as session,
        pytest.raises(BadFile, match="board_period is quarter, but this database has"),
    ):
        load_township(session, check_township(quarterly, "t.yaml"), world.clock.now().date(), world.clock.now())
