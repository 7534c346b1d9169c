"""What the gateway repeats, and what it makes of answers that are none."""

from __future__ import annotations

import pytest

from bot.db import Database
from bot.wecom import WeCom
from bot.wecom_tokens import TokenStore
from tests.bot.wecom.gateway import CARD, HELLO, HOURS, Watch, failure, settings_for
from tests.bot.wecom_server import OK, Reply, TinyWeCom, says


class TestRepeating:
    @pytest.mark.parametrize("errcode", [-1, 45033])
    def test_a_busy_platform_is_asked_at_most_three_times(
        self, platform: TinyWeCom, wecom: WeCom, errcode: int
    ) -> None:
        platform.answers["message/send"] = [says(errcode)]
        error = failure(lambda: wecom.send("li", HELLO, unique_for=HOURS))
        assert len(platform.calls("message/send")) == 3
        assert len({call.body for call in platform.calls("message/send")}) == 1
        assert (error.errcode, error.outcome, error.retryable) == (errcode, "refused", True)

    def test_a_platform_that_was_busy_for_a_moment_takes_the_message(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["message/send"] = [says(-1), {**OK, "msgid": "m2"}]
        assert wecom.send("li", HELLO, unique_for=HOURS).msgid == "m2"

    @pytest.mark.parametrize("errcode", [45009, 81013, 40058, 60020])
    def test_no_other_refusal_is_repeated(self, platform: TinyWeCom, wecom: WeCom, errcode: int) -> None:
        platform.answers["message/send"] = [says(errcode)]
        assert failure(lambda: wecom.send("li", HELLO, unique_for=HOURS)).errcode == errcode
        assert len(platform.calls("message/send")) == 1

    def test_a_limit_asks_for_a_pause_of_a_minute(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["message/send"] = [says(45009, "api freq out of limit")]
        assert failure(lambda: wecom.send("li", HELLO, unique_for=HOURS)).pause_seconds == 60

    def test_a_send_without_an_answer_is_never_repeated_blindly(
        self, platform: TinyWeCom, wecom: WeCom, impatient: None
    ) -> None:
        platform.answers["message/send"] = [Reply(delay=1)]
        error = failure(lambda: wecom.send("li", HELLO, unique_for=HOURS))
        assert (error.outcome, error.retryable) == ("unknown", True)
        assert len(platform.calls("message/send")) == 1

    def test_a_look_up_without_an_answer_is_repeated(self, platform: TinyWeCom, wecom: WeCom, impatient: None) -> None:
        platform.answers["user/get"] = [Reply(delay=1), {**OK, "userid": "Li", "name": "李", "status": 1}]
        assert wecom.member("li").active

    def test_a_card_whose_first_try_was_busy_and_second_is_used_has_arrived(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        platform.answers["message/send"] = [says(-1), says(42014, "taskid has existed")]
        error = failure(lambda: wecom.send("li", CARD, unique_for=HOURS))
        assert error.verdict.action == "arrived"

    def test_a_card_refused_at_the_first_try_has_not_arrived(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["message/send"] = [says(42014, "taskid has existed")]
        assert failure(lambda: wecom.send("li", CARD, unique_for=HOURS)).verdict.action == "give_up"

    def test_a_platform_that_is_not_there_has_certainly_taken_nothing(
        self, platform: TinyWeCom, wecom: WeCom, database: Database, watch: Watch
    ) -> None:
        wecom.recall("m0")
        nowhere = WeCom(settings_for("http://127.0.0.1:9/cgi-bin/"), TokenStore(database), watch)
        error = failure(lambda: nowhere.send("li", HELLO, unique_for=HOURS))
        assert (error.outcome, error.retryable) == ("refused", True)


class TestAnswersThatAreNone:
    @pytest.mark.parametrize(
        "reply",
        [
            Reply(b"<html><body>Please log in</body></html>", headers={"Content-Type": "text/html"}),
            Reply(b'{"errcode":0,"msgid":"m1"}', cut_after=10),
            Reply(b'{"errcode":0,"msg'),
            Reply(b""),
            Reply(b"[]"),
            Reply(b"7"),
            Reply(b'{"hello":"world"}'),
            Reply(b'{"errcode":"often"}'),
            Reply(b'{"errcode":null}'),
            Reply(b"[" * 100_000),
            Reply(status=500),
            Reply(status=502),
            Reply(status=302, headers={"Location": "/elsewhere"}),
        ],
        ids=lambda reply: f"{reply.status}-{reply.body[:12].decode()}-{reply.cut_after}",
    )
    def test_whatever_is_no_answer_leaves_the_outcome_unknown(
        self, platform: TinyWeCom, wecom: WeCom, reply: Reply
    ) -> None:
        platform.answers["message/send"] = [reply]
        error = failure(lambda: wecom.send("li", HELLO, unique_for=HOURS))
        assert (error.outcome, error.errcode, error.retryable) == ("unknown", None, True)
        assert len(platform.calls("message/send")) == 1

    def test_a_proxy_that_turns_us_away_is_left_alone_and_nothing_was_delivered(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        platform.answers["message/send"] = [Reply(status=403)]
        error = failure(lambda: wecom.send("li", HELLO, unique_for=HOURS))
        assert (error.outcome, error.retryable, error.pause_seconds) == ("refused", True, 0)

    def test_a_broken_character_in_an_answer_does_not_hide_the_success(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["message/send"] = [Reply(b'{"errcode":0,"errmsg":"\xe5\xa5","msgid":"m1"}')]
        assert wecom.send("li", HELLO, unique_for=HOURS).msgid == "m1"
