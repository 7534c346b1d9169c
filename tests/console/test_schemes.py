"""办法 in the console: the rule as people read it, versions compared, a new one looked at before it counts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from bot.db import Database
from models.schemes import starts
from rules.periods import Quarter
from rules.workdays import Calendar
from services.schemes.versions import pin_quarter, scheme_for, shipped_text
from services.township.file import TownshipFile
from tests.worlds.browsers import PUBLIC_URL, SECRETARY, Town
from tests.worlds.recorded_quarters import CLERK, LEADER, THIRD
from tests.worlds.stored_board import AMENDED, third_published
from tests.worlds.towns import Past

PAGE, NEW = "/console/schemes", "/console/schemes/new"
NEXT = Quarter(2027, 1)
# A meeting that was not held costs half of what it did, and two fewer stand on the grey list.
CHANGED = shipped_text().replace("grey_size: 10", "grey_size: 8")


@pytest.fixture
def past() -> Past:
    def published(session: Session, file: TownshipFile) -> None:
        third_published(session, file)
        pin_quarter(session, Quarter(2026, 4), AMENDED)

    return published


@pytest.fixture
def town(loaded_url: Callable[[str], str], calendar: Calendar) -> Iterator[Town]:
    database = Database(loaded_url("sqlite"))
    found = Town(database, calendar)
    found.clock.moment = AMENDED
    yield found
    database.engine.dispose()


def hands_in(town: Town, content: bytes, **form: str) -> TestResponse:
    leader = town.visitor(LEADER)
    said = {"since": str(NEXT), "reason": "澄委发〔2026〕30号", **form, "file": (io.BytesIO(content), "new.yaml")}
    data = {**leader.hidden(NEW), **said}
    headers = {"Referer": f"{PUBLIC_URL}console/"}
    return leader.client.post(NEW, base_url=PUBLIC_URL, data=data, headers=headers)


def grey_size(town: Town, quarter: Quarter = NEXT) -> int:
    with town.db.read() as session:
        return scheme_for(session, quarter).policy.grey_size


def test_the_rule_is_read_as_people_say_it(town: Town) -> None:
    page = town.visitor(CLERK).reads(PAGE)
    for said in ("聚焦基本组织", "灰榜名额", "10个", "支部委员会会议", "现在执行", "2026年第三季度"):
        assert said in page, said
    assert "依据：《中国共产党支部工作条例(试行)》第十二条" in page
    assert "第十八条（内容已核，条号未核）" in page
    assert "2018年，2018年10月28日起施行" in page
    assert "换新办法" not in page, "the clerk does not decide on it"
    assert "换新办法" in town.visitor(LEADER).reads(PAGE)


def test_a_new_rule_is_looked_at_first_and_counts_once_it_is_confirmed(town: Town) -> None:
    answer = hands_in(town, CHANGED.encode())
    assert answer.status_code == 200
    assert "有变化的 1 处" in answer.text
    assert "少了" in answer.text
    assert "由灰榜变为不上榜" in answer.text, "what the last board would have been"
    assert grey_size(town) == 10, "nothing is changed yet"
    leader = town.visitor(LEADER)
    said = {"since": str(NEXT), "reason": "澄委发〔2026〕30号", "text": CHANGED, "confirmed": "y"}
    assert leader.submits(NEW, NEW, **said).status_code == 303
    assert (grey_size(town), grey_size(town, THIRD)) == (8, 10)
    page = leader.reads(PAGE)
    assert "新办法已存" in page
    assert "澄委发〔2026〕30号" in page
    with town.db.read() as session:
        digest = starts(session)[-1].version.digest[:8]
    compared = leader.reads(f"{PAGE}/compare?before=2026-Q4&after=2027-Q1")
    assert "灰榜名额" in compared
    assert f"版本 {digest}" in leader.reads(f"{PAGE}?version={digest}")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CHANGED.replace("grey_size: 8", "grey_size: 999").encode(), "grey_size"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 500_000, "文件太大"),
        (b"[" * 100_000, "套得太深"),
        (b"a: &a [1]\nb: *a\n", "套得太深"),
        (b"", "还不能用"),
        (shipped_text().encode(), "已经是这个办法"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_changes_nothing(town: Town, content: bytes, said: str) -> None:
    answer = hands_in(town, content)
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert grey_size(town) == 10


def test_all_mistakes_stand_in_the_preview_and_the_file_is_kept_to_be_mended(town: Town) -> None:
    wrong = CHANGED.replace("grey_size: 8", "grey_size: 999").replace("points: 5\n", "points: 五\n", 1)
    answer = hands_in(town, wrong.encode())
    assert answer.status_code == 422
    assert "有 2 处要改" in answer.text
    assert answer.text.index("指标 ZZ-01 的 points：“五”不是数") < answer.text.index(
        "grey_size：写的是 999，应当在 0 到 500"
    )
    assert "points: 五\n" in answer.text.split("<textarea", 1)[1], "what was handed in can be mended there"
    assert "澄委发〔2026〕30号" in answer.text
    mended = town.visitor(LEADER).submits(NEW, NEW, since=str(NEXT), reason="澄委发〔2026〕30号", text=CHANGED)
    assert mended.status_code == 200
    assert "有变化的 1 处" in mended.text


def test_a_quarter_under_way_is_not_offered_and_not_taken(town: Town) -> None:
    assert 'value="2026-Q4"' not in town.visitor(LEADER).reads(NEW)
    assert hands_in(town, CHANGED.encode(), since="2026-Q4").status_code == 422


def test_only_the_leading_group_brings_one_in(town: Town) -> None:
    assert town.visitor(CLERK).get(NEW).status_code == 403
    assert town.visitor(CLERK).submits(PAGE, NEW, text=CHANGED, since=str(NEXT), reason="x").status_code in (400, 403)
    assert town.visitor(SECRETARY).get(PAGE).status_code == 403
    assert town.visitor(CLERK).get(f"{PAGE}/compare?before=zzzz&after=2026-Q3").status_code == 404
