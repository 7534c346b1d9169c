"""The rule in versions: a quarter once pinned keeps the one it began with (R5)."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.db import Database
from bot.errors import BadFile, DatabaseError
from models.schemes import SchemeStart, SchemeVersion, latest_version
from rules.catalogue import KINDS
from rules.periods import Quarter
from rules.scheme import SchemeError, load_scheme
from services.schemes import versions
from services.schemes.introducing import towns_changes
from services.schemes.versions import pin_quarter, scheme_for, shipped_text, store_scheme
from services.township.checking import check_township
from tests.worlds.older_rule import older

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
STRICTER = {"policy": {"deadline_working_days": 1}}
LATER = timedelta(days=1)


def test_without_a_rule_the_operator_is_told_what_to_do(db: Database) -> None:
    with db.read() as session, pytest.raises(DatabaseError, match="run `flask township load FILE` first"):
        scheme_for(session, Q3)


def test_the_same_rule_is_kept_once(db: Database, now: datetime) -> None:
    with db.begin() as session:
        first = store_scheme(session, shipped_text(), STRICTER, now)
        assert store_scheme(session, shipped_text(), dict(STRICTER), now + LATER) is first
        assert first.loaded_at == now


def test_the_towns_changes_hold_for_every_quarter_that_is_not_pinned(db: Database, now: datetime) -> None:
    with db.begin() as session:
        store_scheme(session, shipped_text(), STRICTER, now)
        assert scheme_for(session, Q3).policy.deadline_working_days == 1


def test_a_pinned_quarter_keeps_its_rule_when_a_new_one_is_loaded(db: Database, now: datetime) -> None:
    with db.begin() as session:
        store_scheme(session, shipped_text(), {}, now)
        pin_quarter(session, Q3, now)
        store_scheme(session, shipped_text(), STRICTER, now + LATER)
        pin_quarter(session, Q3, now + LATER)
        pin_quarter(session, Q4, now + LATER)
    with db.read() as session:
        assert scheme_for(session, Q3).policy.deadline_working_days == 2
        assert scheme_for(session, Q4).policy.deadline_working_days == 1
        assert pin_quarter(session, Q3, now + LATER).pinned_at == now


def test_a_rule_that_comes_back_is_the_latest_again(db: Database, now: datetime) -> None:
    with db.begin() as session:
        old = store_scheme(session, shipped_text(), {}, now)
        store_scheme(session, shipped_text(), STRICTER, now + LATER)
        assert store_scheme(session, shipped_text(), {}, now + 2 * LATER) is old
        assert latest_version(session) is old


def test_a_kind_that_no_slip_can_name_is_refused_on_loading(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever adds a kind hears of it in spring and not with the slips of October."""
    monkeypatch.setattr(versions, "KINDS", (*KINDS, "made_up"))
    text = shipped_text() + "# not read before\n"
    sentence = r"No slip can name the kind made_up; give it a block of its own in templates/notices/labels\.txt"
    with db.read() as session, pytest.raises(SchemeError, match=sentence):
        store_scheme(session, text, {}, now)
    township = Path(__file__).parents[3] / "data" / "sample" / "township.yaml"
    with pytest.raises(BadFile, match=r"^township\.yaml 还不能用(?s:.)*made_up 还没有中文名称"):
        check_township(township.read_text(encoding="utf-8"), "township.yaml")


def test_a_rule_that_cannot_be_used_is_not_stored(db: Database, now: datetime) -> None:
    with db.begin() as session:
        with pytest.raises(SchemeError):
            store_scheme(session, shipped_text(), {"policy": {"red_size": "many"}}, now)
        assert latest_version(session) is None


def test_points_given_by_the_town_are_exact(db: Database, now: datetime) -> None:
    with db.begin() as session:
        store_scheme(session, shipped_text(), {"policy": {"grey_exempt_score": "95.10"}}, now)
        assert scheme_for(session, Q3).policy.grey_exempt_score == Decimal("95.10")


OLDER = {"policy": {"publication_channel": "先锋澄泾", "slip_contents": ["org_life"], "publicity_working_days": 0}}


def kept_by_an_older_program(session: Session, now: datetime) -> SchemeVersion:
    """Put a version into the database as a program stored it that took every value."""
    version = SchemeVersion(
        digest="0" * 64, text=older(shipped_text()), overrides=json.dumps(OLDER, ensure_ascii=False), loaded_at=now
    )
    session.add_all([version, SchemeStart(version=version, since=None, at=now)])
    session.flush()
    return version


def test_a_quarter_goes_on_by_the_version_an_older_program_stored(db: Database, now: datetime) -> None:
    with db.begin() as session:
        version = kept_by_an_older_program(session, now)
        pin_quarter(session, Q3, now)
        store_scheme(session, shipped_text(), {}, now + LATER)
    with db.read() as session:
        policy = scheme_for(session, Q3).policy
        assert (policy.publicity_working_days, policy.slip_contents, policy.red_size) == (0, ("org_life",), 20)
        assert scheme_for(session, Q4).policy.publicity_working_days == 5
        assert session.get_one(SchemeVersion, version.id).digest == "0" * 64


def test_what_an_older_program_took_is_refused_when_it_comes_in_again(db: Database, now: datetime) -> None:
    with db.begin() as session:
        kept_by_an_older_program(session, now)
        with pytest.raises(SchemeError, match="publication_channel: this is no key any more"):
            store_scheme(session, older(shipped_text()), OLDER, now + LATER)


def test_a_town_that_kept_its_older_file_can_load_it_again(db: Database, now: datetime) -> None:
    with db.begin() as session:
        store_scheme(session, older(shipped_text()), {"policy": {"timezone": "Asia/Shanghai"}}, now)
        assert scheme_for(session, Q3) == load_scheme(shipped_text())


def test_a_new_version_takes_over_no_retired_key_of_the_towns_file() -> None:
    kept = json.dumps({"policy": {"publication_channel": "先锋澄泾", "grey_display": "names"}})
    assert towns_changes(shipped_text(), "new.yaml", kept) == {"policy": {"grey_display": "names"}}


def test_a_new_version_goes_on_speaking_in_the_names_of_the_towns_file() -> None:
    assert towns_changes(shipped_text(), "new.yaml", '{"terms": {"red": "先锋榜"}}') == {"terms": {"red": "先锋榜"}}
