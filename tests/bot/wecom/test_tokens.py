"""The gateway's access token against a platform that misbehaves: fetched once, renewed, shared."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Database
from bot.wecom import WeCom
from bot.wecom_errors import WeComError
from bot.wecom_tokens import TokenStore
from models.access_tokens import AccessToken
from tests.bot.wecom.gateway import HELLO, HOURS, MORNING, Watch, failure
from tests.bot.wecom_server import OK, Reply, TinyWeCom, says


class TestTokens:
    def test_32_threads_on_4_clients_fetch_one_token(
        self, platform: TinyWeCom, make_client: Callable[[], WeCom]
    ) -> None:
        platform.answers["gettoken"] = [Reply(b'{"errcode":0,"access_token":"one","expires_in":7200}', delay=0.2)]
        clients = [make_client() for _ in range(4)]
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(lambda n: clients[n % 4].send("li", HELLO, unique_for=HOURS), range(32)))
        assert len(platform.calls("gettoken")) == 1
        assert {call.params["access_token"] for call in platform.calls("message/send")} == {"one"}
        assert len(platform.calls("message/send")) == 32

    def test_a_new_process_uses_the_token_that_is_there(
        self, platform: TinyWeCom, make_client: Callable[[], WeCom]
    ) -> None:
        make_client().recall("m1")
        make_client().recall("m2")
        assert len(platform.calls("gettoken")) == 1

    def test_every_process_knows_when_the_token_ends(
        self, platform: TinyWeCom, make_client: Callable[[], WeCom], watch: Watch
    ) -> None:
        make_client().recall("m1")
        watch.moment += timedelta(seconds=7200 - 61)
        make_client().recall("m2")
        assert len(platform.calls("gettoken")) == 1
        watch.moment += timedelta(seconds=2)
        make_client().recall("m3")
        assert [call.params["access_token"] for call in platform.calls("message/recall")] == [
            "granted-1",
            "granted-1",
            "granted-2",
        ]

    def test_a_short_lived_token_is_still_used(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.token_seconds = 30
        wecom.recall("m1")
        wecom.recall("m2")
        assert len(platform.calls("gettoken")) == 1

    @pytest.mark.parametrize("errcode", [40014, 42001])
    def test_a_refused_token_is_fetched_once_and_the_call_repeated_once(
        self, platform: TinyWeCom, wecom: WeCom, errcode: int
    ) -> None:
        wecom.recall("m0")
        platform.answers["message/send"] = [says(errcode), {**OK, "msgid": "m1"}]
        assert wecom.send("li", HELLO, unique_for=HOURS).msgid == "m1"
        first, second = platform.calls("message/send")
        assert (first.params["access_token"], second.params["access_token"]) == ("granted-1", "granted-2")
        assert first.body == second.body

    def test_a_token_refused_for_ever_is_an_error_after_two_calls(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["message/send"] = [says(40014)]
        error = failure(lambda: wecom.send("li", HELLO, unique_for=HOURS))
        assert (len(platform.calls("message/send")), len(platform.calls("gettoken"))) == (2, 2)
        assert (error.errcode, error.outcome, error.pause_seconds) == (40014, "refused", 5)

    def test_a_token_that_another_process_has_renewed_is_not_thrown_away(
        self, database: Database, watch: Watch
    ) -> None:
        with database.begin() as session:
            session.add(AccessToken(name="app", token="new", expires_at=MORNING + timedelta(hours=2)))
        tokens = TokenStore(database)
        tokens.drop("app", "old")
        assert tokens.current("app", MORNING, lambda: pytest.fail("fetched in vain")) == "new"

    def test_a_wrong_secret_is_asked_about_once_for_all_who_wait(self, platform: TinyWeCom, wecom: WeCom) -> None:
        refused = b'{"errcode":40001,"errmsg":"invalid credential"}'
        platform.answers["gettoken"] = [Reply(refused, delay=0.5)]
        start = threading.Barrier(16)

        def recall() -> WeComError:
            start.wait()
            return failure(lambda: wecom.recall("m1"))

        with ThreadPoolExecutor(16) as pool:
            errors = [waiting.result() for waiting in [pool.submit(recall) for _ in range(16)]]
        assert len(platform.calls("gettoken")) == 1
        assert {error.errcode for error in errors} == {40001}
        assert {error.pause_seconds for error in errors} == {5}

    def test_after_a_failed_fetch_the_next_call_asks_again(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["gettoken"] = [says(40001), {**OK, "access_token": "fresh", "expires_in": 7200}]
        failure(lambda: wecom.recall("m1"))
        wecom.recall("m1")
        assert platform.calls("message/recall")[0].params["access_token"] == "fresh"

    def test_a_frozen_token_endpoint_does_not_hold_a_call_for_ever(
        self, platform: TinyWeCom, wecom: WeCom, impatient: None
    ) -> None:
        platform.answers["gettoken"] = [Reply(delay=1)]
        error = failure(lambda: wecom.recall("m1"))
        assert (error.outcome, error.errcode, error.retryable) == ("refused", None, True), "the call was never made"
        assert len(platform.calls("gettoken")) == 3

    def test_no_write_lock_is_held_while_a_token_is_fetched(
        self, platform: TinyWeCom, database: Database, wecom: WeCom
    ) -> None:
        platform.answers["gettoken"] = [Reply(b'{"errcode":0,"access_token":"t","expires_in":7200}', delay=1)]
        sending = threading.Thread(target=lambda: wecom.recall("m1"))
        sending.start()
        while not platform.calls("gettoken"):
            time.sleep(0.01)
        with database.begin() as session:
            session.add(AccessToken(name="someone else", token="x", expires_at=MORNING))
        assert sending.is_alive()
        sending.join()

    def test_the_row_is_named_after_corporation_and_app_only(self, database: Database, wecom: WeCom) -> None:
        wecom.recall("m1")
        with database.read() as session:
            assert [row.name for row in session.query(AccessToken)] == ["ww1a2b3c4d5e6f7a8b:1000002"]

    @pytest.mark.parametrize("answer", [{}, {**OK}, {**OK, "access_token": ""}])
    def test_an_answer_without_a_token_is_an_error(
        self, platform: TinyWeCom, wecom: WeCom, answer: dict[str, Any]
    ) -> None:
        platform.answers["gettoken"] = [answer]
        assert failure(lambda: wecom.recall("m1")).outcome == "refused"

    @pytest.mark.parametrize("lifetime", ["soon", None, -5, 10**30, 0.5])
    def test_a_senseless_lifetime_is_taken_as_the_usual_two_hours(
        self, platform: TinyWeCom, wecom: WeCom, database: Database, lifetime: object
    ) -> None:
        platform.answers["gettoken"] = [{**OK, "access_token": "t", "expires_in": lifetime}]
        wecom.recall("m1")
        with database.read() as session:
            assert session.query(AccessToken).one().expires_at == MORNING + timedelta(seconds=7140)
