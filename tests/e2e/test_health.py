"""/healthz and /readyz: what a monitor hears."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import delete, event, text

from app import create_app
from bot import outbox
from bot.arrivals import Arrived
from bot.clock import SystemClock, lease_seconds
from bot.db import Database
from bot.delivery_limits import rest
from bot.errors import DatabaseError, SettingsError
from bot.heart import PARTS, note_alive
from bot.town_mark import leave_mark, mark_of
from bot.wecom_errors import WeComError, verdict
from models.beats import Beat
from models.people import Person
from models.restorations import Restoration
from models.schedules import Schedule
from rules.periods import BEIJING
from tests.e2e.callers import AES_KEY, TOKEN, Caller, calling, environ, frozen
from tests.worlds.towns import Towns


@pytest.fixture(scope="session")
def towns(own_towns: Towns) -> Towns:
    return own_towns


@pytest.fixture
def caller(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """A bot on an empty database, of which some process keeps the timetable."""
    monkeypatch.chdir(tmp_path)
    with db.begin() as session:
        session.add(Schedule(name="announce_handovers", next_run_at=SystemClock().now() + timedelta(minutes=9)))
        for part in PARTS:
            note_alive(session, "town-hall", part, lease_seconds())
    with calling(db) as found:
        found.app.extensions["honghui"].check()
        yield found


def asks(caller: Caller, page: str = "/readyz") -> tuple[int, str]:
    said = caller.client.get(page)
    return said.status_code, said.text


def test_a_bot_that_can_work_says_ok(caller: Caller) -> None:
    assert asks(caller) == (200, "ok")
    assert asks(caller, "/healthz") == (200, "ok")


def test_a_database_of_another_version_is_told(caller: Caller) -> None:
    with caller.db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    assert asks(caller) == (503, "the database is of another version")


def test_an_answer_that_does_not_leave_is_told_and_a_push_that_waits_for_working_hours_is_not(caller: Caller) -> None:
    now = SystemClock().now()
    long_ago = now - timedelta(minutes=3)
    with caller.db.begin() as session:
        outbox.push(session, outbox.Addressee("member", "wusiyuan"), outbox.text("x"), key="slip:1", now=long_ago)
        outbox.answer(session, "wusiyuan", outbox.text("x"), key="answer:1", now=now)
    assert asks(caller) == (200, "ok")
    with caller.db.begin() as session:
        outbox.answer(session, "qianxiaoyu", outbox.text("x"), key="answer:2", now=long_ago)
    assert asks(caller) == (503, f"an answer has been waiting since {long_ago:%H:%M}")


def test_before_any_process_has_begun_to_keep_the_timetable_nothing_is_ready(caller: Caller) -> None:
    with caller.db.begin() as session:
        session.execute(delete(Schedule))
    assert asks(caller) == (503, "no process has begun to keep the timetable")


def test_a_sweep_nobody_runs_is_told(caller: Caller) -> None:
    now = SystemClock().now()
    with caller.db.begin() as session:
        session.add(Schedule(name="issue_slips", next_run_at=now + timedelta(minutes=9)))
    assert asks(caller) == (200, "ok")
    due = now - timedelta(minutes=6)
    with caller.db.begin() as session:
        session.add(Schedule(name="remind_overdue", next_run_at=due))
    assert asks(caller) == (503, f"a sweep has been due since {due:%H:%M}")


def test_a_message_nobody_works_off_is_told(caller: Caller) -> None:
    arrivals, now = caller.app.extensions["honghui"].arrivals, SystemClock().now()
    arrivals.add([Arrived("1", "wusiyuan", {}, b"", now)])
    assert asks(caller) == (200, "ok")
    long_ago = now - timedelta(minutes=3)
    with arrivals.handful(1) as handful:
        handful.done += [one.seq for one in handful.waiting]
    arrivals.add([Arrived("2", "wusiyuan", {}, b"", long_ago)])
    assert asks(caller) == (503, f"a message has been waiting to be answered since {long_ago:%H:%M}")


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_database_whose_file_was_deleted_or_replaced_is_told(caller: Caller) -> None:
    file = Path(str(caller.db.url.database))
    copy = file.read_bytes()
    file.unlink()
    gone = "the database's file is not the one that was opened; restore it and restart"
    assert asks(caller) == (503, gone)
    file.write_bytes(copy)
    assert asks(caller) == (503, gone)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_bot_does_not_begin_anew_where_its_database_is_gone(caller: Caller) -> None:
    url = caller.db.url.render_as_string(hide_password=False)
    Path(str(caller.db.url.database)).unlink()
    with pytest.raises(DatabaseError, match=r"is gone, but .*\.arrivals is still there: put the database back"):
        create_app(environ(url)).extensions["honghui"].check()


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_folder_deleted_under_a_running_bot_is_told(caller: Caller) -> None:
    Path(f"{caller.db.url.database}.arrivals").unlink()
    gone = "the file of arrivals is not the one that was opened: its folder was deleted; restart"
    assert asks(caller) == (503, gone)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_where_a_town_was_loaded_and_the_whole_folder_is_gone_no_empty_one_is_begun(
    caller: Caller, tmp_path: Path
) -> None:
    folder = tmp_path / "srv" / "var"
    folder.mkdir(parents=True)
    copy = folder / "honghui.db"
    copy.write_bytes(Path(str(caller.db.url.database)).read_bytes())
    url = f"sqlite:///{copy}"
    kept = Database(url)
    leave_mark(kept)
    assert mark_of(url) == tmp_path / "srv" / ".var-honghui.db.kept"
    assert not (tmp_path / "srv" / ".var-honghui.db.kept").exists()  # An empty register is no loss.
    with kept.begin() as session:
        session.add(Person(name="吴思源"))
    leave_mark(kept)
    kept.engine.dispose()
    shutil.rmtree(folder)
    with pytest.raises(DatabaseError, match=r"honghui.db is gone, and a town was kept in it: put the database back"):
        create_app(environ(url)).extensions["honghui"].check()


def test_a_restored_copy_says_that_it_is_held_and_complains_of_nothing_that_waits(caller: Caller) -> None:
    now = SystemClock().now()
    restored = Restoration(copied_at=now - timedelta(hours=2), restored_at=now - timedelta(hours=1))
    with caller.db.begin() as session:
        session.add_all([restored, Schedule(name="remind_overdue", next_run_at=now - timedelta(hours=2))])
        outbox.answer(session, "qianxiaoyu", outbox.text("x"), key="answer:2", now=now - timedelta(hours=2))
    status, said = asks(caller)
    assert (status, "stands still until somebody lets it go" in said) == (503, True)
    with caller.db.begin() as session:
        session.merge(restored).released_at = now
    assert "an answer has been waiting" in asks(caller)[1]


def test_a_full_disk_is_told(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.health.free_bytes", lambda _folder: 3 * 1024 * 1024)
    status, said = asks(caller)
    assert (status, "is full (3 MB left); make room" in said) == (503, True)


@pytest.mark.parametrize("db_url", ["sqlite"], indirect=True)
def test_a_command_on_a_full_disk_ends_in_a_sentence_and_changes_nothing(caller: Caller) -> None:
    db: Database = caller.app.extensions["honghui"].db
    event.listen(db.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1").close())
    db.engine.dispose()
    words = ["office", "first", "--town", "澄泾镇", "--name", "吴思源", "--userid", "wusiyuan"]
    ran = caller.app.test_cli_runner().invoke(args=words)
    assert ran.exit_code == 1
    assert "Error: The database could not be used (database or disk is full); nothing was changed." in ran.output


def test_a_clock_that_was_lost_is_refused_at_the_start_until_somebody_has_looked(caller: Caller) -> None:
    with caller.db.begin() as session:
        note_alive(session, "town-hall", "worker", lease_seconds() + 86_400)
        for part in PARTS:
            note_alive(session, "town-hall", part, lease_seconds())
    assert asks(caller)[1].startswith("the clock says ")
    with pytest.raises(SettingsError, match=r"clock says .* set the clock right \(`timedatectl`\)"):
        caller.app.extensions["honghui"].check()
    assert caller.app.test_cli_runner().invoke(args=["accept-clock"]).output == "The clock is taken as right.\n"
    caller.app.extensions["honghui"].check()
    assert asks(caller) == (200, "ok")


def test_a_part_nobody_does_and_an_api_that_is_refused_are_told(caller: Caller) -> None:
    refused = WeComError("message/send: WeCom says 60020 (add our IP)", "refused", verdict(60020), 60020)
    since = datetime.fromtimestamp(lease_seconds() - 120, BEIJING)
    with caller.db.begin() as session:
        rest(session, "message/send", refused, since.timestamp(), by_probe=True)
    said = f"message/send has been refused by WeCom since {since:%H:%M}: message/send: WeCom says 60020 (add our IP)"
    assert asks(caller) == (503, said)
    with caller.db.begin() as session:
        session.execute(delete(Beat))
    assert asks(caller) == (503, "no process does the part `worker`; start `flask serve` or `flask work`")


def figures(caller: Caller, **headers: str) -> dict[str, float]:
    """Read the figures as Prometheus does."""
    said = caller.client.get("/metrics", headers=headers)
    assert said.status_code == 200
    families = text_string_to_metric_families(said.text)
    return {f"{one.name}{sorted(one.labels.values())}": one.value for family in families for one in family.samples}


def test_figures_are_read_from_what_is_stored(caller: Caller) -> None:
    now = SystemClock().now()
    with caller.db.begin() as session:
        outbox.answer(session, "wusiyuan", outbox.text("不得外传"), key="answer:1", now=now - timedelta(minutes=2))
        outbox.push(session, outbox.Addressee("member", "wusiyuan"), outbox.text("x"), key="slip:1", now=now)
    caller.app.extensions["honghui"].arrivals.add([Arrived("1", "wusiyuan", {}, b"", now - timedelta(minutes=1))])
    found = figures(caller)
    assert found["honghui_messages_waiting['answer']"] == 1
    assert 120 <= found["honghui_messages_oldest_seconds['answer']"] < 240
    assert found["honghui_messages_last_hour['push', 'waiting']"] == 1
    assert found["honghui_arrivals_waiting[]"] == 1
    assert 60 <= found["honghui_arrivals_oldest_seconds[]"] < 180
    assert found["honghui_deadlines_open['slips']"] == 0
    assert found["honghui_trouble['', 'answer_waits']"] == 1
    assert found["honghui_part_seen_seconds['town-hall', 'worker']"] < 60
    assert found["honghui_sweep_late_seconds['announce_handovers']"] == 0
    assert found["honghui_disk_free_bytes[]"] > 0
    said = caller.client.get("/metrics").text
    assert not any(word in said for word in ("不得外传", "wusiyuan", AES_KEY, TOKEN))


def test_figures_are_for_this_machine_or_for_who_has_the_token(db: Database) -> None:
    with calling(db) as caller:
        assert caller.client.get("/metrics", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 403
        assert caller.client.get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 403
        assert caller.client.get("/metrics", headers={"X-Real-IP": "127.0.0.1"}).status_code == 403
        app = caller.app.extensions["honghui"]
        vars(app)["settings"] = app.settings.model_copy(update={"metrics_token": SecretStr("0123456789abcdef")})
        assert caller.client.get("/metrics").status_code == 403
        assert caller.client.get("/metrics", headers={"Authorization": "Bearer 0123456789abcdee"}).status_code == 403
        assert figures(caller, Authorization="Bearer 0123456789abcdef")


def test_why_it_is_not_ready_is_for_the_same_and_that_it_is_not_for_everybody(caller: Caller) -> None:
    with caller.db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    for other in ({"headers": {"X-Forwarded-For": "127.0.0.1"}}, {"environ_base": {"REMOTE_ADDR": "10.1.2.3"}}):
        said = caller.client.get("/readyz", **other)
        assert (said.status_code, said.text) == (503, "not ready; ask on the machine itself why\n")


def test_figures_of_a_database_that_cannot_be_used_are_refused_in_a_sentence(
    caller: Caller, recwarn: pytest.WarningsRecorder
) -> None:
    with caller.db.begin() as session:
        session.execute(text("ALTER TABLE rates RENAME TO elsewhere"))
    answer = caller.client.get("/metrics")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
    assert not [one for one in recwarn if "thread" in str(one.message)], "no thread dies of it"


@pytest.mark.processes
@pytest.mark.parametrize("db_url", ["postgresql"], indirect=True)
def test_a_frozen_database_is_told_in_time(caller: Caller) -> None:
    with frozen(caller.db):
        assert asks(caller) == (503, "the database does not answer")
        assert asks(caller, "/healthz") == (200, "ok")
    assert asks(caller) == (200, "ok")
