"""催办 in the console: who has not answered and why, the words read before, several reminded, words passed on."""

from __future__ import annotations

from sqlalchemy import select

from models.conversations import Conversation
from models.outbox import OutboxMessage
from models.people import Person
from models.slips import Slip, slip_of
from services.slips.receipt import enter_receipt
from tests.worlds.asked import hangs_on_rows
from tests.worlds.browsers import PUBLIC_URL, Town
from tests.worlds.month_under_way import NOW, OCTOBER
from tests.worlds.recorded_quarters import CLERK, person

LIST = "/console/urging"
# 恒泽机械支部 has not answered, 荷塘老年支部 waits for paper.
BRANCH, OTHER, ON_PAPER = "org-038", "org-039", "org-004"


def slip(town: Town, organization: str) -> Slip:
    with town.db.read() as session:
        found = slip_of(session, organization, OCTOBER)
        assert found
        return found


def urged(town: Town) -> list[str]:
    with town.db.read() as session:
        query = select(OutboxMessage.body).where(OutboxMessage.key.like("reminder:%urged%")).order_by(OutboxMessage.id)
        return list(session.scalars(query))


def test_who_has_not_answered_is_listed_with_the_reason(town: Town) -> None:
    clerk = town.visitor(CLERK)
    page = clerk.reads(LIST)
    assert "已逾期 0" in page
    assert "没有开始 29" in page
    town.clock.moment = NOW.replace(day=6)
    assert "△ 逾期2 天" in clerk.reads(f"{LIST}?filter=overdue").replace("逾期 2", "逾期2")
    assert '<b class="work">29</b>' in clerk.reads(LIST)


def test_a_form_half_filled_is_named_with_what_it_lacks(town: Town) -> None:
    waiting = slip(town, BRANCH)
    with town.db.begin() as session:
        assert waiting.recipient
        draft: dict[str, object] = {"answers": {"1.reason": "人不齐"}}
        about = {"form": "self_check", "subject": str(waiting.id), "draft": draft, "updated_at": NOW}
        session.add(Conversation(person_id=waiting.recipient.id, **about))
    page = town.visitor(CLERK).reads(f"{LIST}?filter=begun")
    assert "填到一半 1" in page
    assert f"{waiting.recipient.name}填到一半，还差第" in page


def test_several_are_reminded_after_their_words_were_read(town: Town) -> None:
    clerk, ids = town.visitor(CLERK), [slip(town, one).id for one in (BRANCH, OTHER, ON_PAPER)]
    address = f"{LIST}/several/urge_several?" + "&".join(f"chosen={one}" for one in ids)
    page = clerk.reads(address)
    assert page.count("镇组织办提醒：") == 2
    assert "还没有登记送到，先送到再催" in page
    assert urged(town) == []
    form = {**clerk.hidden(address), "chosen": ids}
    headers = {"Referer": f"{PUBLIC_URL}console/"}
    clerk.client.post(f"{LIST}/several/urge_several", base_url=PUBLIC_URL, data=form, headers=headers)
    assert len(urged(town)) == 2


def test_nobody_is_reminded_twice_a_day_and_the_button_says_why(town: Town) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/{slip(town, BRANCH).id}"
    assert clerk.submits(case, f"{case}/urge").status_code == 303
    page = clerk.reads(case)
    assert "同一家一天只提醒一次" in page
    assert clerk.submits(case, f"{case}/urge").status_code == 409
    assert len(urged(town)) == 1


def test_who_is_on_paper_is_called_and_words_are_passed_on_by_way_of_the_list(town: Town) -> None:
    clerk, case = town.visitor(CLERK), f"{LIST}/{slip(town, ON_PAPER).id}"
    with town.db.begin() as session:
        session.scalars(select(Person).where(Person.name == "徐根泉")).one().phone = "13900000000"
    page = clerk.reads(case)
    assert "打电话给" in page
    assert "徐根泉（书记）13900000000" in page
    assert "催办后" not in page
    assert clerk.submits(case, f"{case}/pass_on", words="明天带会议记录来").status_code == 303
    assert "已转告荷塘老年支部" in clerk.reads(case)


def test_the_list_costs_the_same_statements_for_one_and_for_all(town: Town) -> None:
    assert not hangs_on_rows(town, town.visitor(CLERK), f"{LIST}?words=恒泽", LIST)


def test_a_branch_on_paper_is_not_told_that_a_message_leaves_at_once(town: Town) -> None:
    clerk, waiting = town.visitor(CLERK), slip(town, ON_PAPER)
    with town.db.begin() as session:
        found = session.get_one(Slip, waiting.id)
        day = NOW.replace(day=2, hour=0, minute=0)
        enter_receipt(session, found, day, "", person(session, CLERK), town.app.extensions["honghui"].calendar, NOW)
    page = clerk.reads(f"{LIST}/{waiting.id}")
    assert "这个支部收不到消息，催办的话列进“待送达”" in page
    assert "马上发出" not in page
    other = slip(town, BRANCH).id
    page = clerk.reads(f"{LIST}/several/urge_several?chosen={waiting.id}&chosen={other}")
    assert "1 个支部在企业微信里收到，马上发出；1 个支部收不到消息" in page
    clerk.submits(f"{LIST}/{waiting.id}", f"{LIST}/{waiting.id}/urge")
    assert "告诉了支部再登记送达" in clerk.reads(LIST)
    assert "纸质，要打电话 2" in clerk.reads(LIST)
