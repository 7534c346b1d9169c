"""The log itself cannot be altered, cut off or added to unnoticed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from bot.db import Database
from models.daily_records import DailyRecord
from models.log import LogEntry, LogHead
from services.log import checking
from services.log.checking import problems
from services.log.tables import BY_NAME, key_of
from services.log.writing import BEGINNING, digest_of
from tests.services.log.everything_filed import behind_the_back, claim, first_problem, newest


def alter_content(entry: dict[str, Any]) -> Any:
    return update(LogEntry).where(LogEntry.id == entry["id"]).values(content=entry["content"].replace("filed", "x"))


def alter_digest(entry: dict[str, Any]) -> Any:
    return update(LogEntry).where(LogEntry.id == entry["id"]).values(digest=BEGINNING)


def alter_row(entry: dict[str, Any]) -> Any:
    return update(LogEntry).where(LogEntry.id == entry["id"]).values(row="daily_records/1")


@pytest.mark.parametrize("alter", [alter_content, alter_digest, alter_row])
def test_an_altered_entry_of_the_log_breaks_the_chain(filed: Database, alter: Callable[[dict[str, Any]], Any]) -> None:
    with filed.read() as session:
        entry = session.scalars(select(LogEntry).where(LogEntry.row.like("objections/%"))).first()
        assert entry is not None
        found = {"id": entry.id, "content": entry.content}
    behind_the_back(filed, alter(found))
    said = first_problem(filed)
    assert said is not None
    assert said.startswith(f"留痕链在第 {found['id']} 条（")


def test_a_deleted_entry_of_the_log_is_missed(filed: Database) -> None:
    behind_the_back(filed, delete(LogEntry).where(LogEntry.id == 5))
    said = first_problem(filed)
    assert said is not None
    assert said.startswith("留痕第 5 条的编号是 6（")


def test_a_log_cut_off_at_its_end_is_missed_also_with_the_row_it_speaks_of(filed: Database) -> None:
    entry = newest(filed, LogEntry)
    table, _, key = entry["row"].partition("/")
    behind_the_back(
        filed,
        delete(LogEntry).where(LogEntry.id == entry["id"]),
        delete(BY_NAME[table]).where(key_of(BY_NAME[table]) == int(key)),
    )
    number = entry["id"]
    assert first_problem(filed) == (f"留痕应有 {number} 条，现有 {number - 1} 条，末条与记下的不符：末尾被删除或续写。")
    with filed.begin() as session:
        claim(session, "一条新的")
    assert (
        first_problem(filed)
        == f"留痕第 {number} 条的编号是 {number + 1}（bonus_claims/3）：有留痕被删除、插入或改了编号。"
    )


@pytest.mark.parametrize("number", [0, -1])
def test_an_entry_before_the_first_one_excuses_no_row_slipped_in(filed: Database, number: int) -> None:
    record = newest(filed, DailyRecord) | {"id": 900001, "item": "ZZ-02"}
    behind_the_back(
        filed,
        insert(DailyRecord).values(record),
        insert(LogEntry).values(id=number, row="daily_records/900001", content="", digest=""),
    )
    assert first_problem(filed) == (
        f"留痕第 1 条的编号是 {number}（daily_records/900001）：有留痕被删除、插入或改了编号。"
    )


def test_a_second_entry_for_an_altered_row_excuses_nothing(filed: Database) -> None:
    """Somebody who knows how the chain is made adds a fitting entry for the row he altered."""
    record, last = newest(filed, DailyRecord), newest(filed, LogEntry)
    name = f"daily_records/{record['id']}"
    with filed.read() as session:
        written = session.scalars(select(LogEntry).where(LogEntry.row == name)).one().content
    content = written.replace("not_done", "done")
    forged = {"row": name, "content": content, "digest": digest_of(last["digest"], name, content)}
    behind_the_back(
        filed,
        update(DailyRecord).where(DailyRecord.id == record["id"]).values(state="done"),
        insert(LogEntry).values(id=last["id"] + 1, **forged),
        update(LogHead).values(entries=last["id"] + 1, digest=forged["digest"]),
    )
    assert first_problem(filed) == f"{name} 与留痕不符：state 记为“not_done”，现为“done”。"


def test_a_long_log_is_read_to_its_end(filed: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 50)
    assert first_problem(filed) is None
    record = newest(filed, DailyRecord)
    behind_the_back(filed, update(DailyRecord).where(DailyRecord.id == record["id"]).values(remark="改"))
    with filed.read() as session:
        assert len(list(problems(session))) == 1
