"""What the gateway sends, and what of it the platform refuses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.wecom import WeCom
from tests.bot.wecom.gateway import CARD, HELLO, HOURS, ROBOT_KEY, failure
from tests.bot.wecom_server import OK, TinyWeCom, says


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
