"""No failure and no log of the gateway gives a secret away."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from bot.db import Database
from bot.wecom import WeCom
from bot.wecom_tokens import TokenStore
from tests.bot.wecom.gateway import HELLO, HOURS, ROBOT_KEY, SECRET, Watch, failure, settings_for
from tests.bot.wecom_server import Reply, TinyWeCom, says

CODE = "OAuthCode/with+odd=chars"
WAYS_TO_FAIL = {
    "told back": Reply(),
    "no answer": Reply(delay=0.6),
    "cut off": Reply(b'{"errcode":0}', cut_after=3),
    "html": Reply(b"<html>granted-1</html>"),
    "status": Reply(status=502),
    "turned away": Reply(status=407),
}
CALLS: dict[str, Callable[[WeCom], object]] = {
    "gettoken": lambda wecom: wecom.recall("m1"),
    "message/send": lambda wecom: wecom.send("li", HELLO, unique_for=HOURS),
    "media/get": lambda wecom: wecom.download("media-1"),
    "media/upload": lambda wecom: wecom.upload("file", "a.txt", b"123456"),
    "auth/getuserinfo": lambda wecom: wecom.user_by_code(CODE),
    "webhook/send": lambda wecom: wecom.send_to_webhook(ROBOT_KEY, HELLO),
}
SECRETS_OF = {
    "gettoken": [SECRET],
    "auth/getuserinfo": ["granted-1", CODE],
    "webhook/send": [ROBOT_KEY],
}


class TestSecrets:
    @pytest.mark.parametrize("way", WAYS_TO_FAIL)
    @pytest.mark.parametrize("endpoint", CALLS)
    def test_no_failure_gives_a_secret_away(
        self,
        platform: TinyWeCom,
        wecom: WeCom,
        impatient: None,
        caplog: pytest.LogCaptureFixture,
        endpoint: str,
        way: str,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        secrets = SECRETS_OF.get(endpoint, ["granted-1"])
        told_back = says(40058, f"bad {secrets} {[quote(one, safe='') for one in secrets]}")
        platform.answers[endpoint] = [told_back if way == "told back" else WAYS_TO_FAIL[way]]
        error = failure(lambda: CALLS[endpoint](wecom))
        logging.getLogger("test").error("failed", exc_info=error)
        told = str(error) + repr(error) + "".join(traceback.format_exception(error)) + caplog.text + repr(wecom)
        for one in chain_of(error):
            told += str(one) + repr(one.args)
        assert endpoint in told
        for secret in secrets:
            assert secret not in told
            assert quote(secret, safe="") not in told
        assert SECRET not in caplog.text

    def test_a_platform_that_is_not_there_gives_no_secret_away(
        self, database: Database, watch: Watch, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        nowhere = WeCom(settings_for("http://127.0.0.1:9/cgi-bin/"), TokenStore(database), watch)
        error = failure(lambda: nowhere.recall("m1"))
        told = "".join(traceback.format_exception(error)) + caplog.text
        assert "gettoken" in told
        assert SECRET not in told

    def test_successful_calls_leave_no_secret_in_the_most_talkative_log(
        self, platform: TinyWeCom, wecom: WeCom, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        wecom.send("li", HELLO, unique_for=HOURS)
        wecom.send_to_webhook(ROBOT_KEY, HELLO)
        assert "/cgi-bin/message/send?***" in caplog.text
        for secret in (SECRET, "granted-1", ROBOT_KEY):
            assert secret not in caplog.text


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
