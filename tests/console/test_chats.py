"""群与机器人: what each chat gets and what is wrong there; no address is shown whole; stopped, not removed."""

from __future__ import annotations

from sqlalchemy import select

from models.chats import GroupChat, group_chats
from models.outbox import OutboxMessage
from tests.worlds.browsers import Town
from tests.worlds.month_under_way import NOW
from tests.worlds.recorded_quarters import CLERK, LEADER

LIST, CHAT = "/console/chats", "/console/chats/1"
KEY = "11111111-2222-3333-4444-555555556789"
ROBOT = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
ADDED = {"name": "澄泾镇支部书记群", "webhook": ROBOT, "edition": "group", "reason": "考核办法"}


def added(town: Town) -> None:
    assert town.visitor(CLERK).submits(f"{LIST}/new/add", **ADDED).status_code == 303


def test_a_chat_is_added_and_its_address_is_not_shown(town: Town) -> None:
    added(town)
    page = town.visitor(CLERK).reads(CHAT)
    assert "地址末尾 6789" in page
    assert KEY[:8] not in page
    assert "名次、名称和得分" in page
    assert "还没有发过" in page
    assert "登记“澄泾镇支部书记群”" in page


def test_a_fault_says_what_to_do_and_a_new_address_mends_it(town: Town) -> None:
    added(town)
    with town.db.begin() as session:
        lost = OutboxMessage(key="x", lane="push", addressee_kind="webhook", addressee=KEY, body="{}", state="failed")
        lost.created_at = lost.not_before = NOW
        lost.errcode, lost.error = 93000, "robot removed"
        session.add(lost)
    clerk = town.visitor(CLERK)
    assert "× 发不出" in clerk.reads(LIST)
    assert "请群主在群里重新加上机器人" in clerk.reads(CHAT)
    assert clerk.submits(CHAT, f"{CHAT}/address", webhook="不是地址", reason="重加").status_code == 422
    assert clerk.submits(CHAT, f"{CHAT}/address", webhook=KEY[:-4] + "1234", reason="重加").status_code == 303
    assert "地址末尾 1234" in clerk.reads(CHAT)


def test_a_stopped_chat_gets_nothing_more_and_can_be_used_again(town: Town) -> None:
    added(town)
    clerk = town.visitor(CLERK)
    clerk.submits(CHAT, f"{CHAT}/stop", reason="群解散")
    with town.db.read() as session:
        assert group_chats(session) == []
        assert len(session.scalars(select(GroupChat)).all()) == 1
    assert clerk.submits(CHAT, f"{CHAT}/try").status_code == 409
    clerk.submits(CHAT, f"{CHAT}/resume", reason="又用了")
    with town.db.read() as session:
        assert len(group_chats(session)) == 1


def test_a_trial_goes_through_the_outbox(town: Town) -> None:
    added(town)
    town.visitor(CLERK).submits(CHAT, f"{CHAT}/try")
    with town.db.read() as session:
        body = session.scalars(select(OutboxMessage.body).where(OutboxMessage.key.like("chat:%:trial:%"))).one()
    assert "试发一条" in body


def test_the_internal_edition_goes_to_no_robot(town: Town) -> None:
    added(town)
    answer = town.visitor(CLERK).submits(CHAT, f"{CHAT}/edition", edition="internal", reason="领导要看")
    assert "不能发内部版" in answer.text


def test_only_the_office_keeps_the_chats(town: Town) -> None:
    assert town.visitor(LEADER).get(LIST).status_code == 403
