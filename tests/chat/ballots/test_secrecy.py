"""民主测评 in the chat: nothing that is kept anywhere tells who voted what (A18)."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from bot.callback import Incoming
from bot.db import Database
from bot.router import note_failure
from handlers.commands import ballots as ballot_commands
from models import Base
from models.inbox import InboxMessage
from tests.chat.ballots.one_ballot import BEGIN, VOTERS
from tests.worlds.phones import Phone, Phones, World, both_databases

pytestmark = pytest.mark.long

# What a run of delivery threads or of chance decides, and nobody's vote.
LEFT_OUT = {"msgid", "lease_until", "free_at", "key_name", "public_key", "box"}
LEFT_OUT_OF_A_DRAFT = {"public_key", "sealed"}


def dump(world: World) -> dict[str, list[Mapping[str, Any]]]:
    """Read every table, row by row in the order of its key."""
    with world.db.engine.connect() as connection:
        return {
            table.name: [
                {name: _without_chance(value) for name, value in row.items() if name not in LEFT_OUT}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }


def _without_chance(value: Any) -> Any:
    """Take what is drawn by chance out of a draft; of a seal its length stays."""
    if not isinstance(value, dict):
        return value
    return {name: len(one) if name in LEFT_OUT_OF_A_DRAFT else _without_chance(one) for name, one in value.items()}


def held(world: World, votes: Sequence[str]) -> Iterator[World]:
    """Let a ballot be held in a town: given back while votes wait to be confirmed, when they are cast, and at its end.

    At the end the ballot is over and its key destroyed.
    """
    world.clock.moment = world.clock.moment.replace(month=12, day=14, hour=9)
    Phone(world, "wusiyuan").says_all(BEGIN, "确认")
    world.sweep()
    for userid, vote in zip(VOTERS, votes, strict=False):
        Phone(world, userid).says(vote)
    yield world
    for userid, _ in zip(VOTERS, votes, strict=False):
        Phone(world, userid).says("确认")
    yield world
    world.at("2026-12-21 08:34")
    world.at("2026-12-21 08:44")
    yield world


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_with_the_votes_swapped_every_table_says_the_same(
    kind: str, loaded_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever reads the database finds the same words, numbers, moments and order, whoever voted what."""
    found = []
    votes = ["投票 优秀", "投票 优秀", "投票 合格", "投票 基本合格", "投票 不合格"]
    for order in (votes, votes[::-1], [*votes[2:], *votes[:2]]):
        monkeypatch.setattr("tests.worlds.phones.KEYS", itertools.count(1))
        for file in tmp_path.glob("town.db*"):
            file.unlink()
        world = World(Database(loaded_url(kind)), "2026-11-02 07:00")
        found.append([dump(now) for now in held(world, order)])
        assert list(tmp_path.rglob("*.key")) == []
        world.db.engine.dispose()
    first, *others = found
    for other in others:
        for before, after in zip(first, other, strict=True):
            for table, rows in before.items():
                assert after[table] == rows, table
    assert first[2]["ballots"][0]["counts"] == {"优秀": 2, "合格": 1, "基本合格": 1, "不合格": 1}
    assert len(first[0]["ballot_voters"]) == 6


@both_databases
def test_the_sealed_votes_go_with_the_end_of_the_ballot(world: World) -> None:
    boxes = []
    for now in held(world, ["优秀"] * 5):
        with now.db.engine.connect() as connection:
            box, key = connection.execute(text("SELECT box, public_key FROM ballots")).one()
            boxes.append((len(json.loads(box) if isinstance(box, str) else box), bool(key)))
    assert boxes == [(0, True), (5, True), (0, False)]


def bytes_kept(world: World) -> bytes:
    """Read everything the database has on disk: free pages, dead rows and write-ahead log included."""
    if world.db.is_sqlite:
        path = Path(str(world.db.url.database))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    with world.db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CHECKPOINT"))
        return b"".join(_files_of_postgresql(connection))


def _files_of_postgresql(connection: Connection) -> Iterator[bytes]:
    tables = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') AND relfilenode <> 0"
    logs = "SELECT 'pg_wal/' || name FROM pg_ls_waldir() ORDER BY modification DESC LIMIT 2"
    for (name,) in [*connection.execute(text(tables)), *connection.execute(text(logs))]:
        yield bytes(connection.execute(text("SELECT pg_read_binary_file(:name)"), {"name": name}).scalar_one())


@both_databases
def test_no_byte_on_disk_repeats_a_vote(world: World) -> None:
    votes = ["投票 。 优秀", "优秀~~", "投票，，石湾村支部 合格", "投票 ；；良好", "投优秀~~"]
    for now in held(world, votes):
        Phone(now, "zhangjianxin").says("这句话照常留下来，一个字也不少~~")
        kept = bytes_kept(now)
        assert "这句话照常留下来，一个字也不少~~".encode() in kept
        assert [vote for vote in votes if vote.encode() in kept] == []


@both_databases
def test_a_vote_whose_handling_breaks_is_not_kept_either(ballot: World, monkeypatch: pytest.MonkeyPatch) -> None:
    vote = Incoming("broken-1", "zhuyongliang", "text", ballot.clock.now(), text="投票 优秀")

    def break_down(*_: object) -> None:
        raise RuntimeError("no reason at all")

    monkeypatch.setattr(ballot_commands, "ballot_to_vote_in", break_down)
    with pytest.raises(RuntimeError):
        ballot.takes_in(vote)
    with ballot.db.begin() as session:
        note_failure(session, vote, "RuntimeError: no reason at all", ballot.clock.now())
        assert session.get_one(InboxMessage, "broken-1").text == ""


def test_what_somebody_writes_who_is_asked_to_vote_is_not_kept_in_any_spelling(ballot: World, phone: Phones) -> None:
    zhu, said = phone("zhuyongliang"), ("优 秀", "优秀！", "yx", "ＹＸ", "有秀", "第一档", "给A")
    for number, one in enumerate(said):
        zhu.says(one, key=f"odd-{number}")
    phone("wangjianguo").says("第一档", key="not-asked")
    with ballot.looking() as session:
        assert {session.get_one(InboxMessage, f"odd-{number}").text for number, _ in enumerate(said)} == {""}
        assert session.get_one(InboxMessage, "not-asked").text == "第一档"


def test_a_grade_in_letters_is_not_taken_down_by_another_form(ballot: World, phone: Phones) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("意见建议")
    assert zhu.says("yx").startswith("听着像是在投票，没有记进正在填的内容，也没有投出。")


@pytest.mark.parametrize(
    "said", ["确认？", "确认吗", "要确认吗", "是不是回复确认就行", "优秀吗？", "投票 优秀？", "可以投优秀吗"]
)
def test_no_question_casts_a_vote(ballot: World, wu: Phone, phone: Phones, said: str) -> None:
    zhu = phone("zhuyongliang")
    zhu.says("优秀")
    zhu.says(said)
    assert "6人里已投0人" in wu.says("测评进度")


def test_a_question_without_a_grade_before_it_casts_none_either(ballot: World, wu: Phone, phone: Phones) -> None:
    phone("zhuyongliang").says_all("投票 优秀？", "投票优秀吗", "可以投优秀吗", "确认")
    assert "6人里已投0人" in wu.says("测评进度")


def test_other_messages_are_kept_word_for_word(world: World, phone: Phones) -> None:
    phone("zhuyongliang").says("提醒单太早了", key="kept-1")
    with world.looking() as session:
        assert session.get_one(InboxMessage, "kept-1").text == "提醒单太早了"
