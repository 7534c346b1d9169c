"""What is said: once, in the transaction that made it true, and in pieces WeCom does not cut."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot import outbox
from bot.db import Database
from bot.parts import LONGEST_MESSAGE, in_parts
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import CHAT, MEMBER, MORNING, PostOffice

LINES = st.text(alphabet=st.sampled_from("a1 一提醒单😀"), max_size=60)


class Undone(Exception):
    """Something went wrong further down."""


def test_what_is_undone_is_never_said(post: PostOffice) -> None:
    with pytest.raises(Undone), post.db.begin() as session:
        outbox.push(session, MEMBER, outbox.text("提醒单"), key="slip", now=MORNING)
        outbox.answer(session, MEMBER.id, outbox.text("已记录"), key="answer", now=MORNING)
        raise Undone
    assert post.deliver() == []
    assert post.states() == []


def test_a_key_is_said_once(post: PostOffice) -> None:
    with post.db.begin() as session:
        assert outbox.push(session, MEMBER, outbox.text("提醒单"), key="slip", now=MORNING)
        assert not outbox.push(session, CHAT, outbox.text("别的话"), key="slip", now=MORNING)
    with post.db.begin() as session:
        assert not outbox.push(session, MEMBER, outbox.text("提醒单"), key="slip", now=MORNING)
    assert post.deliver() == ["提醒单"]


def test_a_long_text_is_said_once_too(post: PostOffice) -> None:
    long = "\n".join(one * 600 for one in "一二三")
    with post.db.begin() as session:
        assert outbox.push(session, MEMBER, outbox.text(long), key="slip", now=MORNING)
        assert not outbox.push(session, MEMBER, outbox.text(long), key="slip", now=MORNING)
        assert not outbox.push(session, MEMBER, outbox.text("短"), key="slip", now=MORNING)
    assert "\n".join(post.deliver()) == long


def test_a_key_said_by_eight_at_once_is_said_once_and_fails_nobody(db: Database) -> None:
    start = threading.Barrier(8)

    def say(_: int) -> bool:
        start.wait()
        with db.begin() as session:
            return outbox.push(session, MEMBER, outbox.text("提醒单"), key="slip", now=MORNING)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(say, range(8))) == [False] * 7 + [True]


def test_two_answers_with_one_key_are_a_fault_that_is_not_kept_quiet(db: Database) -> None:
    with db.begin() as session:
        outbox.answer(session, MEMBER.id, outbox.text("一"), key="k", now=MORNING)
    with pytest.raises(ValueError, match="the key k belongs to another answer"), db.begin() as session:
        outbox.answer(session, MEMBER.id, outbox.text("二"), key="k", now=MORNING)


@pytest.mark.parametrize("by_content", [True, False])
def test_asking_twice_is_answered_twice_however_wecom_finds_repeats(post: PostOffice, *, by_content: bool) -> None:
    for seconds in (0, 20, 25, 25, 200):
        with post.db.begin() as session:
            now = MORNING + timedelta(seconds=seconds)
            outbox.answer(session, MEMBER.id, outbox.text("帮助"), key=f"{len(post.states())}", now=now)
    said = ["帮助", "09:00 帮助", "09:00 (2) 帮助", "09:00 (3) 帮助", "09:03 帮助"]
    post.clock.passes(minutes=5)
    assert post.deliver() == said
    assert post.wecom.seen(by_content=by_content) == said


def test_an_answer_with_the_words_of_a_push_is_seen_beside_it_for_hours(post: PostOffice) -> None:
    post.push("还没有提醒单")
    for hours in (3, 2):
        post.delivery.drain()
        post.clock.passes(hours=hours)
        with post.db.begin() as session:
            outbox.answer(session, MEMBER.id, outbox.text("还没有提醒单"), key=f"{hours}", now=post.clock.now())
    assert post.deliver() == ["还没有提醒单", "12:00 还没有提醒单", "还没有提醒单"]


@pytest.mark.parametrize("at_once", [True, False])
def test_what_happens_twice_in_a_morning_is_heard_twice(post: PostOffice, *, at_once: bool) -> None:
    letters = [outbox.Letter(MEMBER, outbox.text("石湾村支部交了自查"), f"handed in {number}") for number in range(3)]
    with post.db.begin() as session:
        if at_once:
            outbox.push_all(session, letters, MORNING)
        else:
            for one in letters:
                outbox.push(session, one.to, one.body, key=one.key, now=MORNING)
    said = ["石湾村支部交了自查", "09:00 石湾村支部交了自查", "09:00 (2) 石湾村支部交了自查"]
    assert post.deliver() == said
    assert post.wecom.seen(by_content=True) == said


@pytest.mark.parametrize("at_once", [True, False])
def test_what_two_workers_say_at_the_same_moment_is_heard_twice(post: PostOffice, *, at_once: bool) -> None:
    words = outbox.text("石湾村支部交了自查")

    def say(key: str) -> None:
        with post.db.begin() as session:
            outbox.push_all(session, [outbox.Letter(MEMBER, words, key)], MORNING)

    other = threading.Thread(target=say, args=("b",))
    with post.db.begin() as session:
        if at_once:
            outbox.push_all(session, [outbox.Letter(MEMBER, words, "a")], MORNING)
        else:
            outbox.push(session, MEMBER, words, key="a", now=MORNING)
        other.start()
        other.join(timeout=0.2)
    other.join()
    assert sorted(post.deliver()) == sorted(["石湾村支部交了自查", "09:00 石湾村支部交了自查"])


def test_words_of_many_are_put_otherwise_for_those_who_have_just_had_them(post: PostOffice) -> None:
    post.push("榜单已发布")
    post.delivery.drain()
    letters = [
        outbox.Letter(to, outbox.text("榜单已发布"), f"published:{number}")
        for number, to in enumerate((MEMBER, outbox.Addressee("member", "LiNa"), CHAT))
    ]
    with post.db.begin() as session:
        outbox.push_all(session, letters, MORNING)
    assert sorted(post.deliver()) == sorted(["榜单已发布", "09:00 榜单已发布", "榜单已发布", "榜单已发布"])


def test_what_others_have_got_makes_no_difference(post: PostOffice) -> None:
    for number, userid in enumerate((MEMBER.id, "LiNa")):
        with post.db.begin() as session:
            outbox.answer(session, userid, outbox.text("帮助"), key=str(number), now=MORNING)
    assert post.deliver() == ["帮助", "帮助"]


def test_each_part_of_a_long_answer_said_again_differs_and_none_is_too_long(post: PostOffice) -> None:
    line = "长" * 100
    for number in range(2):
        with post.db.begin() as session:
            outbox.answer(session, MEMBER.id, outbox.text("\n".join([line] * 15)), key=str(number), now=MORNING)
    said = post.deliver()
    assert len(said) == len(set(said)) == 6
    assert max(len(one.encode()) for one in said) <= LONGEST_MESSAGE


@given(st.lists(LINES, min_size=1, max_size=40), st.integers(min_value=180, max_value=400))
def test_the_parts_of_a_text_give_it_back(lines: list[str], longest: int) -> None:
    """No line is longer than a part here, so that cuts fall between lines; a part of blanks alone is not said."""
    content = "\n".join(lines)
    parts = in_parts(content, longest * 4 // 3)
    assert all(len(part.encode()) <= longest * 4 // 3 for part in parts)
    said = "\n".join(parts).split("\n")
    assert [line for line in said if line.strip()] == [line for line in lines if line.strip()]


@given(st.text(alphabet=st.sampled_from("a一😀\n"), max_size=300), st.integers(min_value=4, max_value=20))
def test_lines_that_are_too_long_are_cut_between_characters(content: str, longest: int) -> None:
    parts = in_parts(content, longest)
    assert all(len(part.encode()) <= longest for part in parts if part.strip())
    assert "".join(parts).replace("\n", "") == content.replace("\n", "")
    lines = content.split("\n")
    assert all(any(piece in line for line in lines) for part in parts for piece in part.split("\n"))


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_parts_stay_below_what_wecom_takes_in_bytes(db: Database, kind: str) -> None:
    content = "\n".join(f"{number:02}" + "一二三四五六七八九十" * 5 for number in range(38))
    with db.begin() as session:
        outbox.push(session, MEMBER, {"msgtype": kind, kind: {"content": content}}, key="long", now=MORNING)
    with db.read() as session:
        bodies = [json.loads(body) for body in session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id))]
    parts = [body[kind]["content"] for body in bodies]
    assert "\n".join(parts) == content
    assert max(len(part.encode()) for part in parts) <= 2048
    assert len(parts) == 3


def test_a_card_or_a_picture_is_never_parted(db: Database) -> None:
    with db.begin() as session:
        body = outbox.card({"task_id": "t", "sub_title_text": "一" * 2000})
        outbox.push(session, MEMBER, body, key="card", now=MORNING)
    with db.read() as session:
        assert session.scalars(select(OutboxMessage.key)).all() == ["card"]


def test_no_part_is_blank_for_wecom_refuses_it() -> None:
    assert in_parts("一二\n\n三四", 6) == ["一二", "三四"]


def test_an_empty_text_is_one_message() -> None:
    assert in_parts("") == [""]
