"""However much has been said in years: who says or sends something reads by an index what it needs."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, text, update

from bot import outbox
from bot.arrivals import Arrivals, Arrived
from bot.db import Database
from bot.said_before import is_last_answer_lost, last_said
from models.outbox import OutboxMessage
from tests.bot.fake_wecom import CHAT, MEMBER, ROBOT, PostOffice, push_all, says
from tests.bot.test_arrivals import RECEIVED
from tests.worlds.query_plans import asked, plans_of, read_through, work_of


def test_saying_and_sending_read_by_an_index(post: PostOffice) -> None:
    post.wecom.next_for(MEMBER.id, says(-1), says(81013))
    with asked(post.db) as statements:
        post.push("提醒单", about=outbox.About("slip", "17"))
        post.push("第二份")
        post.push("公示", CHAT)
        post.push("机器人", ROBOT)
        post.answer("已记录", "LiNa")
        post.deliver()
        post.clock.passes(seconds=6)
        post.delivery.finish()
        post.delivery._take_over()
    assert len(statements) > 8
    assert read_through(post.db, statements) == []


def test_where_a_limit_is_reached_what_waits_is_put_off_by_an_index(post: PostOffice) -> None:
    for number in range(40):
        post.push(f"第{number}条", ROBOT)
    with asked(post.db) as statements:
        post.deliver()
    assert sum("not_before" in one and one.startswith("UPDATE") for one in statements) > 0
    assert read_through(post.db, statements) == []


def test_looking_for_what_was_said_last_reads_by_an_index(db: Database) -> None:
    with asked(db) as statements, db.read() as session:
        is_last_answer_lost(session, MEMBER.id)
        last_said(session, MEMBER, "duty:")
    assert len(statements) == 2
    assert read_through(db, statements) == []


def test_what_waits_for_few_is_not_read_through_for_every_wave(post: PostOffice) -> None:
    """All but the first of each line stand behind it, and all of these are in hand."""
    now, took = post.clock.now(), []
    same = {"lane": outbox.ANSWER, "addressee_kind": "member", "body": "{}", "state": outbox.WAITING, "attempts": 0}
    for more in (1_000, 4_000):
        rows = [{**same, "key": f"{more}:{n}", "addressee": f"m{n % 4}"} for n in range(more)]
        with post.db.begin_bare() as connection:
            connection.execute(insert(OutboxMessage), [{**one, "created_at": now, "not_before": now} for one in rows])
        post.delivery._claim(10)
        with asked(post.db) as statements:
            assert post.delivery._claim(10) == []
        took.append(work_of(post.db, {one: of for one, of in statements.items() if one.startswith("SELECT")}))
    assert took[1] < 3 * took[0]


def test_what_few_have_said_is_not_read_through_while_all_of_them_are_in_hand(db: Database) -> None:
    if db.is_sqlite:
        pytest.skip("the oldest are taken up, whoever they are of")
    arrivals, took = Arrivals(db), []
    for more in (1_000, 4_000):
        arrivals.add([Arrived(f"{more}:{n}", f"m{n % 4}", {}, b"<xml/>", RECEIVED) for n in range(more)])
        with arrivals.handful(10), asked(db, " arrivals") as statements, arrivals.handful(10):
            pass
        took.append(work_of(db, statements))
    assert took[1] < 3 * took[0]


def test_thousands_that_wait_are_not_each_compared_with_each(post: PostOffice) -> None:
    """PostgreSQL knows how much is under way only as of when it last counted, and then all had left."""
    with post.db.begin() as session:
        push_all(session, 300, "before")
        session.execute(update(OutboxMessage).values(state=outbox.SENT))
        session.execute(text("ANALYZE"))
    with post.db.begin() as session:
        push_all(session, 20, "now")
    with asked(post.db) as statements:
        post.delivery._claim(10)
    plans = plans_of(post.db, statements)
    assert not [plan for plan in plans.values() if "Join" in "".join(plan)]
