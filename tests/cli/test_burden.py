"""`flask burden`: a table a clerk can read aloud."""

from flask import Flask

from app import create_app
from bot import outbox
from bot.db import Database
from models.outbox import OutboxMessage
from tests.worlds.browsers import environ
from tests.worlds.phones import beijing


def test_the_month_is_told_line_by_line(town: Database) -> None:
    app: Flask = create_app(environ(town.url.render_as_string(hide_password=False)))
    vars(app.extensions["honghui"]).update(db=town)
    at = beijing("2026-10-08 09:00")
    with town.begin() as session:
        member = outbox.Addressee("member", "zhuyongliang")
        outbox.push(session, member, outbox.text("请看这一张"), key="one", now=at)
        session.flush()
        session.query(OutboxMessage).one().accepted_at = at
    told = app.test_cli_runner().invoke(args=["burden", "2026-10"]).output
    assert "朱永良：发0条，收1条，读5字\n" in told
    assert "一共1人，一半的人最多读 5 字。" in told
    assert "没有人发过" in app.test_cli_runner().invoke(args=["burden", "2026-09"]).output
