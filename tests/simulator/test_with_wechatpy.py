"""A client nobody here has written understands the simulator: wechatpy's, with its addresses set to ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from wechatpy.enterprise import WeChatClient, WeChatCrypto, parse_message
from wechatpy.exceptions import WeChatClientException

from tests.simulator.company import AES_KEY, AGENT, BUTTONS, CORP_ID, SECRET, TOKEN, Company, Receiver, png


@pytest.fixture
def client(company: Company, url: str) -> Iterator[Any]:
    class Client(WeChatClient):  # type: ignore[misc]
        API_BASE_URL = f"{url}/cgi-bin/"

    found = Client(CORP_ID, SECRET, access_token=company.token, auto_retry=False, timeout=5)
    yield found
    found._http.close()


def test_its_client_sends_uploads_and_asks(company: Company, client: Any) -> None:
    assert client.message.send_text(AGENT, "alice", "你好")["errcode"] == 0
    media_id = client.media.upload("image", ("a.png", png()))["media_id"]
    client.message.send_image(AGENT, "alice", media_id)
    client.message.send_markdown(AGENT, "alice", "# 标题")
    assert [one["kind"] for one in company.messages()] == ["text", "image", "markdown"]
    assert client.user.get("alice")["name"] == "艾丽"
    assert client.department.get()[0]["id"] == 1
    chat = client.appchat.create(chat_id="g1", name="群", owner="alice", user_list=["alice", "bob"])
    client.appchat.send_text("g1", "大家好")
    assert chat["chatid"] == "g1"
    with pytest.raises(WeChatClientException) as refused:
        client.message.send_text(AGENT, "nobody", "x")
    assert refused.value.errcode == 81013


def test_its_crypto_opens_our_callbacks(wired: Company, receiver: Receiver) -> None:
    wired.ask("members/alice/say", {"text": "自查"})
    crypto = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
    query = receiver.queries[0]
    plain = crypto.decrypt_message(receiver.bodies[0], query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(plain)
    assert (message.type, message.content, message.source, message.agent) == ("text", "自查", "Alice", AGENT)


def test_its_passive_reply_reaches_the_member(wired: Company, receiver: Receiver) -> None:
    crypto = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
    inner = "<xml><MsgType>text</MsgType><Content>收到</Content></xml>"
    receiver.answer = lambda _: crypto.encrypt_message(inner, "nonce", "1700000002")
    assert wired.ask("members/alice/say", {"text": "x"})["reply"] == {"type": "text", "ignored": False}


def test_a_card_sent_by_hand_keeps_its_response_code(wired: Company, client: Any) -> None:
    body = {"msgtype": "template_card", "template_card": BUTTONS}
    assert client.message.send(AGENT, ["alice"], msg=body)["response_code"]
