"""What is remembered of what has happened has a bound: the newest `keep` messages, calls and events."""

import hashlib
import itertools
from datetime import datetime

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from simulator import SimulatorConfig, create_simulator
from simulator.state.clock import BEIJING
from simulator.state.mailbox import Mailbox, Message
from simulator.state.media import MediaShelf
from simulator.state.memory import Newest
from simulator.state.stream import EventStream
from tests.simulator.company import AGENT, BUTTONS, COMPANY, MONDAY, Company, base64_of, png, serving

KEEP = 5
NOW = datetime(2026, 11, 2, 8, 35, tzinfo=BEIJING)


@pytest.fixture
def forgetful() -> Company:
    """A company that remembers five messages and five calls."""
    found = Company(create_simulator(SimulatorConfig.from_json({**COMPANY, "keep": KEEP})))
    found.at(MONDAY)
    found.sign_on()
    return found


def test_the_newest_messages_and_calls_stay_in_order(forgetful: Company) -> None:
    for number in range(12):
        assert forgetful.send(content={"content": f"第{number}条"})["errcode"] == 0
    assert [one["content"] for one in forgetful.messages()] == [f"第{number}条" for number in range(7, 12)]
    assert [one["seq"] for one in forgetful.messages()] == [8, 9, 10, 11, 12]
    assert [one["seq"] for one in forgetful.ask("ledger")["entries"]] == [9, 10, 11, 12, 13]
    page = forgetful.app.test_client().get("/").get_data(as_text=True)
    assert "第7条" in page
    assert "第6条" not in page


def test_a_message_forgotten_can_neither_be_recalled_nor_updated(forgetful: Company) -> None:
    forgetful.ask(f"agents/{AGENT}", {"callback_url": "http://127.0.0.1:9/"}, method="PUT")
    card, update = forgetful.card(BUTTONS), {"agentid": AGENT, "atall": 1, "button": {"replace_name": "好"}}
    last = [forgetful.send(touser="bob") for _ in range(KEEP)][-1]
    assert forgetful.call("message/recall", {"msgid": card["msgid"]})["errcode"] == 40058
    assert forgetful.call("message/recall", {"msgid": last["msgid"]})["errcode"] == 0
    code = {"response_code": card["response_code"]}
    assert forgetful.call("message/update_template_card", {**update, **code})["errcode"] == 82102


def test_a_page_that_was_away_too_long_loads_again(forgetful: Company) -> None:
    with serving(forgetful.app) as url:
        for _ in range(KEEP + 1):
            forgetful.send()
        with requests.get(f"{url}/sim/stream?box=member:alice&after=0", stream=True, timeout=10) as page:
            lines = list(page.iter_lines(chunk_size=1, decode_unicode=True))
    assert "event: reload" in lines
    assert "event: message" not in lines


def test_a_picture_is_kept_as_a_file_and_not_in_what_went_over_the_wire(company: Company) -> None:
    picture = png() + bytes(200_000)
    body = {"base64": base64_of(picture), "md5": hashlib.md5(picture, usedforsecurity=False).hexdigest()}
    assert company.call("webhook/send", {"msgtype": "image", "image": body}, key="robot-key")["errcode"] == 0
    message = company.ask("webhooks/robot-key/messages")["messages"][0]
    kept = company.ask("ledger?api=webhook/send")["entries"][0]["request"]
    for told in (message["raw"], kept):
        assert told["msgtype"] == "image"
        assert told["image"]["md5"] == body["md5"]
        assert len(told["image"]["base64"]) < 400
    shown = company.app.test_client().get(f"/sim/media/{message['media_id']}")
    assert shown.get_data() == picture


def test_the_oldest_files_make_room_for_new_ones() -> None:
    shelf = MediaShelf(most_bytes=10)
    first, second, third = (shelf.store("file", "a", b"12345", "text/plain", NOW) for _ in range(3))
    assert [shelf.find(one.media_id) for one in (first, second, third)] == [None, second, third]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "m1", "m2"]), st.booleans())), st.integers(1, 6))
def test_boxes_hold_the_newest_of_all_together(posts: list[tuple[str, str, bool]], keep: int) -> None:
    mailbox = Mailbox(EventStream(keep), itertools.count(1), keep)
    added = [
        mailbox.add(Message(box, NOW, "bot", "", "text", {}, {}, msgid=msgid, dropped=dropped))
        for box, msgid, dropped in posts
    ]
    newest = added[-keep:]
    for box in "abc":
        assert mailbox.box(box) == [one for one in newest if one.box == box]
    for msgid in ("m1", "m2"):
        assert mailbox.sent_as(msgid) == [one for one in newest if one.msgid == msgid and not one.dropped]


@given(st.lists(st.integers(0, 9)), st.integers(1, 5))
def test_newest_forgets_the_oldest(keys: list[int], most: int) -> None:
    newest: Newest[int, None] = Newest(most)
    for key in keys:
        newest[key] = None
        assert key in newest
        assert len(newest) <= most
