"""What a message consists of: words that name a day, long texts, pictures, cards."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot import outbox
from bot.repeats import exact
from tests.bot.fake_wecom import CHAT, MEMBER, ROBOT, Killed, PostOffice, Receipt, no_connection, says, silence

SLIP = outbox.About("slip", "17")


def test_a_message_worded_for_yesterday_is_worded_anew_under_its_key(post: PostOffice) -> None:
    today = post.clock.now().date()
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=today))
    post.clock.passes(days=1)
    assert post.deliver() == ["另行通知2026-11-03"]
    assert post.row("11月2日起算").worded_for == today + timedelta(days=1)


def test_a_message_refused_yesterday_is_worded_anew(post: PostOffice) -> None:
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=post.clock.now().date()))
    post.wecom.next_for(MEMBER.id, no_connection())
    post.delivery.drain()
    post.clock.passes(days=1)
    assert post.deliver() == ["另行通知2026-11-03"]


def test_after_silence_the_words_stay_although_their_day_has_passed(post: PostOffice) -> None:
    post.clock.passes(hours=14, minutes=59)
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=post.clock.now().date()))
    post.wecom.takes_but(MEMBER.id, silence())
    post.delivery.drain()
    post.clock.passes(minutes=2)
    assert post.deliver() == ["11月2日起算", "11月2日起算"]
    assert post.clock.now().date().day == 3


def test_a_message_that_cannot_be_worded_anew_waits_and_stops_nobody(
    post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("nobody to word it for")

    monkeypatch.setattr(post.ear, "reworded", fail)
    post.push("11月2日起算", about=outbox.About("slip", "17", worded_for=post.clock.now().date()))
    post.clock.passes(days=1)
    post.push("公示", CHAT)
    assert post.deliver() == ["公示"]
    row = post.row("11月2日起算")
    assert (row.state, row.unknown_since) == (outbox.WAITING, None)


@pytest.mark.parametrize(("before", "after"), [(3, 1), (1, 3), (2, 2)])
def test_a_long_text_worded_anew_is_parted_anew(post: PostOffice, before: int, after: int) -> None:
    about = outbox.About("slip", "17", worded_for=post.clock.now().date())
    with post.db.begin() as session:
        content = outbox.text("\n".join(one * 600 for one in "一二三"[:before]))
        outbox.push(session, MEMBER, content, key="slip", now=post.clock.now(), about=about)
    post.ear.wording = "\n".join(one * 600 for one in "四五六"[:after])
    post.clock.passes(days=1)
    assert "\n".join(post.deliver()) == f"{post.ear.wording}2026-11-03"
    assert len(post.wecom.heard) == after
    assert len(post.ear.heard) == 1
    assert outbox.WAITING not in post.states()


def test_a_long_text_that_has_begun_is_said_to_its_end_in_the_same_words(post: PostOffice) -> None:
    about = outbox.About("slip", "17", worded_for=post.clock.now().date())
    content = "\n".join(one * 600 for one in "一二")
    with post.db.begin() as session:
        outbox.push(session, MEMBER, outbox.text(content), key="slip", now=post.clock.now(), about=about)
    post.wecom.next_for(MEMBER.id, Receipt(), no_connection())
    post.delivery.drain()
    post.clock.passes(days=1)
    assert "\n".join(post.deliver()) == content


def test_a_long_text_of_which_a_part_is_refused_says_no_more_and_is_reported_once(post: PostOffice) -> None:
    with post.db.begin() as session:
        content = outbox.text("\n".join(["一" * 600] * 3))
        outbox.push(session, MEMBER, content, key="slip", now=post.clock.now(), about=SLIP)
    post.wecom.next_for(MEMBER.id, Receipt(), says(81013))
    post.delivery.drain()
    assert post.states() == [outbox.SENT, outbox.FAILED, outbox.DROPPED]
    assert post.ear.heard == [("refused", "slip#2")]


def test_a_long_text_is_accepted_with_its_last_part(post: PostOffice) -> None:
    with post.db.begin() as session:
        content = outbox.text("\n".join(["一" * 600] * 3))
        outbox.push(session, MEMBER, content, key="slip", now=post.clock.now(), about=SLIP)
    post.delivery.drain()
    assert post.ear.heard == [("accepted", "slip#3")]


def push_picture(post: PostOffice, to: outbox.Addressee = CHAT) -> None:
    with post.db.begin() as session:
        outbox.push(session, to, outbox.picture(), key="board", now=post.clock.now(), picture_bytes=b"png")


def test_a_picture_is_uploaded_once_and_keeps_its_media_id(post: PostOffice) -> None:
    push_picture(post, MEMBER)
    post.wecom.takes_but(MEMBER.id, Killed(), silence())
    for _ in range(3):
        post.delivery.drain()
        post.clock.passes(minutes=1)
    assert post.wecom.uploads == [b"png"]
    assert {one.body for one in post.wecom.heard} == {exact({"msgtype": "image", "image": {"media_id": "media-1"}})}
    assert len(post.wecom.heard) == 3


def test_a_picture_that_waited_longer_than_wecom_keeps_uploads_is_uploaded_anew(post: PostOffice) -> None:
    push_picture(post, MEMBER)
    post.wecom.next_for(MEMBER.id, no_connection(), says(40007))
    for _ in range(3):
        post.delivery.drain()
        post.clock.passes(days=4)
    assert post.wecom.uploads == [b"png", b"png"]
    assert [one.body for one in post.wecom.heard] == [exact({"msgtype": "image", "image": {"media_id": "media-2"}})]
    assert post.row("board").state == outbox.SENT


def test_a_fresh_upload_that_wecom_does_not_know_is_given_up(post: PostOffice) -> None:
    push_picture(post, MEMBER)
    post.wecom.next_for(MEMBER.id, says(40007))
    post.delivery.drain()
    assert post.row("board").state == outbox.FAILED


def test_a_picture_that_may_have_arrived_is_never_made_another(post: PostOffice) -> None:
    push_picture(post, MEMBER)
    post.wecom.takes_but(MEMBER.id, silence())
    post.wecom.next_for(MEMBER.id, says(40007))
    for _ in range(2):
        post.delivery.drain()
        post.clock.passes(minutes=1)
    assert post.wecom.uploads == [b"png"]
    assert post.row("board").state == outbox.FAILED


def test_an_upload_that_ends_in_silence_has_sent_nothing_so_it_is_tried_again(post: PostOffice) -> None:
    push_picture(post)
    post.wecom.next_for("upload", silence())
    post.delivery.drain()
    post.clock.passes(minutes=1)
    post.delivery.drain()
    assert len(post.wecom.heard) == 1
    assert post.office.heard == []


def test_a_robot_takes_the_picture_itself(post: PostOffice) -> None:
    push_picture(post, ROBOT)
    post.delivery.drain()
    assert json.loads(post.wecom.heard[0].body)["image"]["base64"] == "cG5n"
    assert post.wecom.uploads == []


def grey(post: PostOffice) -> None:
    with post.db.begin() as session:
        outbox.answer(session, MEMBER.id, outbox.grey_buttons("rc", "已签收"), key="grey", now=post.clock.now())


def test_the_buttons_of_a_clicked_card_turn_grey_at_any_hour(post: PostOffice) -> None:
    post.window_is_open = False
    grey(post)
    post.delivery.drain()
    assert json.loads(post.wecom.heard[0].body) == {"response_code": "rc", "replace_name": "已签收"}


def test_a_card_that_cannot_be_changed_keeps_no_answer_waiting(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(45033))
    grey(post)
    post.delivery.drain()
    post.answer("已签收")
    assert post.deliver() == ["已签收"]


def change_members(post: PostOffice) -> None:
    change = {"msgtype": "update_chat", "owner": "li", "add": ["wang"], "remove": ["zhao"]}
    with post.db.begin() as session:
        outbox.push(session, CHAT, change, key="members", now=post.clock.now(), about=SLIP)


def recall(post: PostOffice, msgid: str) -> None:
    with post.db.begin() as session:
        outbox.push(session, MEMBER, outbox.recall(msgid), key=f"recall {msgid}", now=post.clock.now(), about=SLIP)


def test_members_are_changed_before_the_next_post_also_when_the_answer_was_lost(post: PostOffice) -> None:
    change_members(post)
    post.push("红灰榜", CHAT)
    post.wecom.takes_but(CHAT.id, Killed(), silence())
    for _ in range(3):
        post.delivery.drain()
        post.clock.passes(minutes=1)
    *changes, post_after = [one.body for one in post.wecom.heard]
    assert changes == [exact({"owner": "li", "add": ["wang"], "remove": ["zhao"]})] * 3
    assert "红灰榜" in post_after
    assert post.ear.heard == [("accepted", "members")]


def test_members_that_cannot_be_changed_are_reported(post: PostOffice) -> None:
    change_members(post)
    post.wecom.next_for(CHAT.id, says(86216))
    post.delivery.drain()
    assert post.ear.heard == [("refused", "members")]


def test_a_message_is_recalled_before_the_next_one_is_said(post: PostOffice) -> None:
    recall(post, "m-17")
    post.push("第2版")
    post.delivery.drain()
    assert [one.body for one in post.wecom.heard] == [
        exact({"recalled": "m-17"}),
        exact(outbox.text("第2版")),
    ]


def test_a_recall_without_an_answer_is_repeated_and_one_that_comes_too_late_is_not(post: PostOffice) -> None:
    recall(post, "m-17")
    recall(post, "m-18")
    post.wecom.takes_but("m-17", silence())
    post.wecom.next_for("m-18", says(42052))
    for _ in range(3):
        post.delivery.drain()
        post.clock.passes(minutes=1)
    assert [one.to for one in post.wecom.heard] == ["m-17", "m-17"]
    assert post.ear.heard == [("accepted", "recall m-17"), ("refused", "recall m-18")]
