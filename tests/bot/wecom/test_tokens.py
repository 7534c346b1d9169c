"""The gateway against a platform that misbehaves: one test for each fault of the client underneath."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import SecretStr
from urllib3 import Timeout

import bot.wecom_http
from bot.db import Database
from bot.settings import WeComSettings
from bot.wecom import WeCom
from bot.wecom_errors import WeComError
from bot.wecom_tokens import TokenStore
from models.access_tokens import AccessToken
from models.base import Base
from rules.periods import BEIJING
from tests.bot.wecom_server import OK, Reply, TinyWeCom, says, tiny_wecom

MORNING = datetime(2026, 11, 2, 9, 0, tzinfo=BEIJING)
SECRET = "the-secret-of-the-app-that-nobody-may-read"
ROBOT_KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
HELLO = {"msgtype": "text", "text": {"content": "10月提醒单"}}
HOURS = timedelta(hours=4)
CARD = {"msgtype": "template_card", "template_card": {"card_type": "button_interaction", "task_id": "slip-1"}}


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.moment = MORNING

    def now(self) -> datetime:
        return self.moment


def settings_for(base: str) -> WeComSettings:
    return WeComSettings(
        wecom_corp_id="ww1a2b3c4d5e6f7a8b",
        wecom_agent_id=1000002,
        wecom_secret=SecretStr(SECRET),
        wecom_token=SecretStr("SimToken2024"),
        wecom_aes_key=SecretStr("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"),
        wecom_api_base=base,
    )


@pytest.fixture
def platform() -> Iterator[TinyWeCom]:
    with tiny_wecom() as platform:
        yield platform


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/honghui.db")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables["access_tokens"]])
    yield database
    database.engine.dispose()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def make_client(platform: TinyWeCom, database: Database, watch: Watch) -> Iterator[Callable[[], WeCom]]:
    made: list[WeCom] = []

    def make() -> WeCom:
        made.append(WeCom(settings_for(platform.base), TokenStore(database), watch))
        return made[-1]

    yield make
    for client in made:
        client._platform._http.clear()


@pytest.fixture
def wecom(make_client: Callable[[], WeCom]) -> WeCom:
    return make_client()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.wecom_http, "LONGEST_WAIT", Timeout(0.3))


def failure(action: Callable[[], object]) -> WeComError:
    with pytest.raises(WeComError) as caught:
        action()
    return caught.value


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


class TestSending:
    def test_the_request_is_the_same_to_the_byte_whatever_the_order_of_its_parts(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        wecom.send("li", {"msgtype": "text", "text": {"content": "好", "a": 1}}, unique_for=HOURS)
        wecom.send("li", {"text": {"a": 1, "content": "好"}, "msgtype": "text"}, unique_for=HOURS)
        first, second = (call.body for call in platform.calls("message/send"))
        assert first == second
        assert '"content":"好"'.encode() in first

    def test_wecom_is_asked_to_recognise_repeats_for_as_long_as_the_caller_says(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        wecom.send("li", HELLO, unique_for=timedelta(hours=4))
        wecom.send("li", HELLO, unique_for=timedelta(minutes=30))
        sent = [call.json() for call in platform.calls("message/send")]
        assert [one["enable_duplicate_check"] for one in sent] == [1, 1]
        assert [one["duplicate_check_interval"] for one in sent] == [14400, 1800]
        assert (sent[0]["touser"], sent[0]["agentid"], sent[0]["text"]) == ("li", 1000002, HELLO["text"])

    def test_members_refused_or_without_licence_are_named_in_lower_case(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        platform.answers["message/send"] = [{**OK, "msgid": "m", "invaliduser": "Bob|carol", "unlicenseduser": "DAVE"}]
        assert wecom.send("a|bob|carol|dave", HELLO, unique_for=HOURS).refused == {"bob", "carol", "dave"}

    def test_a_card_brings_its_response_code(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["message/send"] = [{**OK, "msgid": "m", "response_code": "rc", "invaliduser": ""}]
        sent = wecom.send("li", CARD, unique_for=HOURS)
        assert (sent.msgid, sent.response_code, sent.refused) == ("m", "rc", frozenset())

    def test_all_addressees_refused_is_an_error(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["message/send"] = [says(81013, "user & party & tag all invalid")]
        error = failure(lambda: wecom.send("gone", HELLO, unique_for=HOURS))
        assert (error.verdict.action, error.outcome, error.retryable) == ("addressee_refused", "refused", False)

    def test_a_card_is_greyed_or_replaced_by_its_code(self, platform: TinyWeCom, wecom: WeCom) -> None:
        wecom.update_card(["li", "bob"], "rc", replace_name="已处理")
        wecom.update_card(["li"], "rc2", card={"card_type": "text_notice"})
        greyed, replaced = (call.json() for call in platform.calls("message/update_template_card"))
        assert greyed == {
            "userids": ["li", "bob"],
            "agentid": 1000002,
            "response_code": "rc",
            "button": {"replace_name": "已处理"},
        }
        assert replaced["template_card"] == {"card_type": "text_notice"}

    def test_a_robot_is_spoken_to_by_its_key_and_without_a_token(self, platform: TinyWeCom, wecom: WeCom) -> None:
        wecom.send_to_webhook(ROBOT_KEY, {"msgtype": "markdown", "markdown": {"content": "# 红榜"}})
        (sent,) = platform.calls("webhook/send")
        assert sent.params == {"key": ROBOT_KEY}
        assert not platform.calls("gettoken")

    def test_a_group_chat_is_made_looked_up_changed_and_spoken_to(self, platform: TinyWeCom, wecom: WeCom) -> None:
        info = {"chatid": "board1", "name": "红灰榜", "owner": "Li", "userlist": ["Li", "wang"]}
        platform.answers["appchat/get"] = [{**OK, "chat_info": info}]
        assert wecom.create_chat("红灰榜", "Li", ["Li", "wang"], "board1") == "board1"
        chat = wecom.chat("board1")
        assert (chat.chatid, chat.owner, sorted(chat.members)) == ("board1", "li", ["li", "wang"])
        wecom.update_chat("board1", name="新名", add=["zhao"])
        wecom.send_to_chat("board1", HELLO)
        assert platform.calls("appchat/create")[0].json()["userlist"] == ["Li", "wang"]
        assert platform.calls("appchat/update")[0].json() == {
            "chatid": "board1",
            "name": "新名",
            "add_user_list": ["zhao"],
        }
        assert platform.calls("appchat/send")[0].json() == {"chatid": "board1", **HELLO}

    def test_32_threads_send_at_the_same_time(self, platform: TinyWeCom, wecom: WeCom) -> None:
        with ThreadPoolExecutor(32) as pool:
            sent = list(pool.map(lambda n: wecom.send(f"u{n}", HELLO, unique_for=HOURS), range(128)))
        assert len({one.msgid for one in sent}) == 128
        assert {call.json()["touser"] for call in platform.calls("message/send")} == {f"u{n}" for n in range(128)}

    def test_no_proxy_of_the_environment_is_used(
        self, wecom: WeCom, platform: TinyWeCom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        wecom.recall("m1")
        assert len(platform.calls("message/recall")) == 1


class TestLookingUp:
    def test_who_signs_in_is_named_in_lower_case_and_a_stranger_is_nobody(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        platform.answers["auth/getuserinfo"] = [{**OK, "userid": "LiMing"}, {**OK, "openid": "o"}, says(40029)]
        assert wecom.user_by_code("c1") == "liming"
        assert wecom.user_by_code("c2") is None
        assert failure(lambda: wecom.user_by_code("c3")).errcode == 40029

    def test_the_app_tells_how_it_is_set_up(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["agent/get"] = [
            {
                **OK,
                "name": "红灰榜助手",
                "close": 0,
                "redirect_domain": "bot.example.com",
                "allow_userinfos": {"user": [{"userid": "Li"}]},
            }
        ]
        app = wecom.agent()
        assert (app.name, app.closed, app.redirect_domain) == ("红灰榜助手", False, "bot.example.com")
        assert app.userids == {"li"}

    @pytest.mark.parametrize("answer", [{}, {"allow_userinfos": 3}, {"allow_userinfos": {"user": ["li", 3]}}])
    def test_an_app_that_tells_less_is_no_error(
        self, platform: TinyWeCom, wecom: WeCom, answer: dict[str, Any]
    ) -> None:
        platform.answers["agent/get"] = [answer]
        assert wecom.agent().userids == frozenset()

    def test_a_member_outside_the_range_is_refused(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["user/get"] = [says(60111, "userid not found")]
        assert failure(lambda: wecom.member("nobody")).verdict.action == "addressee_refused"


class TestDirectory:
    def test_everybody_of_every_department_is_named_once(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["department/simplelist"] = [{**OK, "department_id": [{"id": 1}, {"id": 7}]}]
        zhu = {"userid": "Zhu", "name": "朱永良", "mobile": "15400000011"}
        platform.answers["user/list"] = [
            {**OK, "userlist": [zhu]},
            {**OK, "userlist": [zhu, {"userid": "mei", "name": "梅志刚"}]},
        ]
        found = [(one.userid, one.name, one.mobile) for one in wecom.directory()]
        assert found == [("zhu", "朱永良", "15400000011"), ("mei", "梅志刚", "")]


class TestMenu:
    def test_an_app_without_a_menu_has_no_buttons(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["menu/get"] = [says(46003, "menu no exist")]
        assert wecom.menu() == []

    def test_another_refusal_is_an_error(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["menu/get"] = [says(40056, "invalid agentid")]
        assert failure(wecom.menu).errcode == 40056

    def test_a_menu_is_published_for_our_app(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["menu/create"] = [OK]
        wecom.publish_menu([{"name": "我的", "sub_button": [{"type": "click", "name": "进度", "key": "进度"}]}])
        (call,) = platform.calls("menu/create")
        assert call.params["agentid"] == "1000002"
        assert "我的".encode() in call.body


class TestFiles:
    def test_an_upload_repeated_with_a_new_token_carries_the_whole_file_again(
        self, platform: TinyWeCom, wecom: WeCom
    ) -> None:
        platform.answers["media/upload"] = [says(40014), {**OK, "media_id": "media-7"}]
        assert wecom.upload("image", "红榜.png", b"P" * 5000) == "media-7"
        first, second = platform.calls("media/upload")
        assert len(first.body) == len(second.body) > 5000
        assert 'filename="红榜.png"'.encode() in second.body
        assert second.params["type"] == "image"

    def test_a_file_comes_with_its_name(self, platform: TinyWeCom, wecom: WeCom) -> None:
        disposition = 'attachment; filename="整改 照片.jpg"'.encode().decode("latin-1")
        headers = {"Content-Type": "image/jpeg", "Content-Disposition": disposition}
        platform.answers["media/get"] = [Reply(b"\xff\xd8picture", headers=headers)]
        media = wecom.download("media-1")
        assert (media.filename, media.content_type, media.data) == ("整改 照片.jpg", "image/jpeg", b"\xff\xd8picture")

    @pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\\\windows\\\\passwd", "/etc/passwd"])
    def test_a_file_name_cannot_lead_out_of_its_folder(self, platform: TinyWeCom, wecom: WeCom, name: str) -> None:
        platform.answers["media/get"] = [
            Reply(b"picture", headers={"Content-Disposition": f'attachment; filename="{name}"'})
        ]
        assert wecom.download("media-1").filename == "passwd"

    def test_a_file_that_is_json_is_a_file(self, platform: TinyWeCom, wecom: WeCom) -> None:
        headers = {"Content-Disposition": 'attachment; filename="a.json"'}
        platform.answers["media/get"] = [Reply(b'{"errcode":40007}', headers=headers)]
        assert wecom.download("media-1").data == b'{"errcode":40007}'

    def test_an_error_in_place_of_a_file_is_an_error(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["media/get"] = [says(40007, "invalid media_id")]
        error = failure(lambda: wecom.download("old"))
        assert (error.errcode, error.outcome) == (40007, "refused")

    @pytest.mark.parametrize("body", [b'{"errcode":0}', b"<html>", b""])
    def test_neither_file_nor_error_is_an_error_too(self, platform: TinyWeCom, wecom: WeCom, body: bytes) -> None:
        platform.answers["media/get"] = [Reply(body)]
        assert failure(lambda: wecom.download("media-1")).outcome == "unknown"

    def test_a_token_refused_at_a_download_is_renewed(self, platform: TinyWeCom, wecom: WeCom) -> None:
        headers = {"Content-Disposition": 'attachment; filename="a.jpg"'}
        platform.answers["media/get"] = [says(42001), Reply(b"picture", headers=headers)]
        assert wecom.download("media-1").data == b"picture"

    def test_a_file_larger_than_20_mb_is_not_taken(
        self, platform: TinyWeCom, wecom: WeCom, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bot.wecom_http, "LARGEST_ANSWER", 100_000)
        headers = {"Content-Disposition": 'attachment; filename="a.mp4"'}
        platform.answers["media/get"] = [Reply(b"x" * 100_001, headers=headers)]
        error = failure(lambda: wecom.download("media-1"))
        assert (error.outcome, error.retryable) == ("refused", False)

    def test_the_parts_underneath_that_know_only_the_real_platform_are_gone(self, wecom: WeCom) -> None:
        assert [wecom.media, wecom.material, wecom.oauth, wecom.jsapi] == [None] * 4

    def test_an_upload_without_a_media_id_is_an_error(self, platform: TinyWeCom, wecom: WeCom) -> None:
        platform.answers["media/upload"] = [OK]
        assert failure(lambda: wecom.upload("file", "a.txt", b"123456")).outcome == "unknown"


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
        for one in _chain(error):
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


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
