"""Template cards and their updates: protocol sections 4.5 and 5.1, appendix B lines 7 and 9."""

import copy
from typing import Any

import pytest

from tests.simulator.company import (
    AGENT,
    BUTTONS,
    LINK,
    MENU_NOTICE,
    MULTIPLE,
    NEWS_CARD,
    NOTICE,
    VOTE,
    Card,
    Company,
    Receiver,
)


@pytest.mark.parametrize("card", [NOTICE, NEWS_CARD, MENU_NOTICE, BUTTONS, VOTE, MULTIPLE])
def test_all_five_kinds_arrive_and_only_those_that_call_back_get_a_response_code(wired: Company, card: Card) -> None:
    answer = wired.card(card)
    assert answer["errcode"] == 0
    assert ("response_code" in answer) == (card not in (NOTICE, NEWS_CARD))
    assert wired.messages()[0]["card"] == card


@pytest.mark.parametrize("card", [MENU_NOTICE, BUTTONS, VOTE, MULTIPLE])
def test_a_card_that_calls_back_needs_an_app_with_a_callback_address(company: Company, card: Card) -> None:
    assert company.card(card)["errcode"] == 43012


def changed(card: Card, **parts: Any) -> Card:
    """Return the card with parts replaced; None takes a part away."""
    new = {**copy.deepcopy(card), **parts}
    return {name: value for name, value in new.items() if value is not None}


def options(count: int) -> list[dict[str, str]]:
    return [{"id": f"o{n}", "text": f"选 {n}"} for n in range(count)]


ROW = {"keyname": "编号", "value": "1"}
BUTTON = {"text": "批准", "key": "a"}
CHECKBOX = VOTE["checkbox"]
SELECT = MULTIPLE["select_list"][0]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (changed(NOTICE, card_type="other"), 42031),
        (changed(NOTICE, card_type=None), 42031),
        (changed(NOTICE, main_title=None), 42033),
        (changed(NOTICE, main_title=None, sub_title_text="只有小标题"), 0),
        (changed(NEWS_CARD, main_title={}), 42033),
        (changed(BUTTONS, main_title=None), 42033),
        (changed(VOTE, main_title=None), 42033),
        (changed(MULTIPLE, main_title={"desc": "x"}), 42033),
        (changed(NOTICE, card_action=None), 42045),
        (changed(NOTICE, card_action={"type": 0}), 42045),
        (changed(NOTICE, card_action={"type": 1}), 42028),
        (changed(NOTICE, card_action={"type": 2}), 42030),
        (changed(BUTTONS, card_action={"type": 0}), 0),
        (changed(NOTICE, horizontal_content_list=[ROW] * 6), 0),
        (changed(NOTICE, horizontal_content_list=[ROW] * 7), 42035),
        (changed(NOTICE, horizontal_content_list=[{"value": "1"}]), 42027),
        (changed(NOTICE, horizontal_content_list=[{**ROW, "type": 1}]), 42028),
        (changed(NOTICE, horizontal_content_list=[{**ROW, "type": 2}]), 42029),
        (changed(NOTICE, horizontal_content_list=[{**ROW, "type": 3}]), 42050),
        (changed(NEWS_CARD, vertical_content_list=[{"title": "x"}] * 4), 0),
        (changed(NEWS_CARD, vertical_content_list=[{"title": "x"}] * 5), 42036),
        (changed(NEWS_CARD, vertical_content_list=[{"desc": "x"}]), 42033),
        (changed(NOTICE, jump_list=[{"title": "x"}] * 4), 42042),
        (changed(NOTICE, jump_list=[{"title": "x", "type": 1}]), 42028),
        (changed(NOTICE, jump_list=[{"type": 0}]), 42033),
        (changed(NEWS_CARD, card_image=None), 42044),
        (changed(NEWS_CARD, card_image={"aspect_ratio": 2}), 42044),
        (changed(NEWS_CARD, card_image=None, image_text_area={"image_url": "http://x.example/a.png"}), 0),
        (changed(NEWS_CARD, card_image={"url": "http://x.example/a.png", "aspect_ratio": 3}), 40058),
        (changed(BUTTONS, button_list=None), 42038),
        (changed(BUTTONS, button_list=[{"key": "a"}]), 42038),
        (changed(BUTTONS, button_list=[{"text": "批准"}]), 42039),
        (changed(BUTTONS, button_list=[BUTTON, BUTTON]), 42039),
        (changed(BUTTONS, button_list=[{"text": "看", "type": 1}]), 42028),
        (changed(BUTTONS, button_list=[{"text": "看", "type": 1, "url": "http://x.example"}]), 0),
        (changed(BUTTONS, button_list=[{**BUTTON, "key": str(n)} for n in range(7)]), 40058),
        (changed(BUTTONS, button_selection={"option_list": options(2)}), 42043),
        (changed(BUTTONS, button_selection={"question_key": "q", "option_list": options(11)}), 42037),
        (changed(VOTE, checkbox=None), 42043),
        (changed(VOTE, checkbox={**CHECKBOX, "option_list": options(20)}), 0),
        (changed(VOTE, checkbox={**CHECKBOX, "option_list": options(21)}), 42037),
        (changed(VOTE, checkbox={**CHECKBOX, "option_list": []}), 42037),
        (changed(VOTE, checkbox={**CHECKBOX, "option_list": [{"text": "x"}]}), 42040),
        (changed(VOTE, checkbox={**CHECKBOX, "option_list": [{"id": "x" * 129, "text": "x"}]}), 42040),
        (changed(VOTE, checkbox={**CHECKBOX, "option_list": [{"id": "x"}]}), 42041),
        (changed(VOTE, submit_button={"text": "提交"}), 42046),
        (changed(VOTE, submit_button={"key": "vote"}), 42049),
        (changed(MULTIPLE, select_list=[]), 42047),
        (changed(MULTIPLE, select_list=[{**SELECT, "question_key": str(n)} for n in range(4)]), 42047),
        (changed(MULTIPLE, select_list=[SELECT, SELECT]), 42043),
        (changed(MULTIPLE, select_list=[{**SELECT, "option_list": options(11)}]), 42037),
        (changed(MENU_NOTICE, action_menu={"action_list": []}), 40058),
        (changed(MENU_NOTICE, action_menu={"action_list": [{"text": "x", "key": "k"}] * 2}), 42051),
        (changed(MENU_NOTICE, task_id=None), 42014),
        (changed(BUTTONS, task_id=""), 42014),
        (changed(BUTTONS, task_id="有中文"), 42014),
        (changed(BUTTONS, task_id="x" * 129), 42014),
        (changed(NOTICE, task_id="x y"), 42014),
        (changed(BUTTONS, source={"desc_color": 4}), 40035),
        (changed(BUTTONS, quote_area={"type": 1}), 42028),
    ],
)
def test_every_part_of_a_card_is_checked_with_its_code(wired: Company, card: Card, code: int) -> None:
    assert wired.card(card)["errcode"] == code


def test_a_task_id_is_never_used_twice_within_an_app(wired: Company) -> None:
    wired.card(BUTTONS)
    answer = wired.card(BUTTONS, touser="bob")
    assert answer["errcode"] == 42014
    assert answer["errmsg"].startswith("taskid has existed or empty or exceed max len, hint:")
    assert not wired.messages("bob")


def test_a_refused_card_leaves_its_task_id_free(wired: Company) -> None:
    wired.card(changed(BUTTONS, button_list=None))
    assert wired.card(BUTTONS)["errcode"] == 0


def update(company: Company, code: str, **parts: Any) -> Any:
    body = {"agentid": AGENT, "response_code": code, "userids": ["alice"], **parts}
    return company.call("message/update_template_card", body)


GREY = {"button": {"replace_name": "已批准"}}


def test_a_click_is_answered_by_greying_the_buttons(wired: Company, receiver: Receiver) -> None:
    wired.card(BUTTONS, touser="alice|bob")
    wired.ask("members/alice/click", {"task_id": "req-1", "key": "approve"})
    assert update(wired, receiver.received[0]["ResponseCode"], **GREY) == {
        "errcode": 0,
        "errmsg": "ok",
        "invaliduser": [],
    }
    assert wired.messages("alice")[0]["closed"] == "已批准"
    assert wired.messages("bob")[0]["closed"] == ""
    told = wired.ask("members/alice/click", {"task_id": "req-1", "key": "approve"}, status=409)
    assert "已批准" in told["error"]


def test_the_card_can_be_replaced_for_everybody(wired: Company) -> None:
    code = wired.card(BUTTONS, touser="alice|bob")["response_code"]
    assert update(wired, code, atall=1, template_card=NOTICE)["errcode"] == 0
    for userid in ("alice", "bob"):
        card = wired.messages(userid)[0]["card"]
        assert card["card_type"] == "text_notice"
        assert card["task_id"] == "req-1"
    wired.ask("members/bob/click", {"task_id": "req-1", "key": "approve"}, status=409)


def test_a_code_works_once(wired: Company) -> None:
    code = wired.card(BUTTONS)["response_code"]
    assert update(wired, code, **GREY)["errcode"] == 0
    assert update(wired, code, **GREY)["errcode"] == 60140


@pytest.mark.parametrize(("moment", "errcode"), [("2026-11-05T08:34:50", 0), ("2026-11-05T08:35:10", 60140)])
def test_a_code_lives_72_hours_by_the_clock(wired: Company, moment: str, errcode: int) -> None:
    code = wired.card(BUTTONS)["response_code"]
    wired.at(f"{moment}+08:00")
    wired.sign_on()
    assert update(wired, code, **GREY)["errcode"] == errcode


def test_a_failed_update_leaves_the_code_usable(wired: Company) -> None:
    code = wired.card(BUTTONS)["response_code"]
    assert update(wired, code, template_card={"card_type": "x"})["errcode"] == 42031
    assert update(wired, code, userids=["carol"], **GREY)["errcode"] == 82102
    assert update(wired, code, **GREY)["errcode"] == 0


def test_people_who_did_not_get_the_card_are_a_list(wired: Company) -> None:
    code = wired.card(BUTTONS)["response_code"]
    assert update(wired, code, userids=["alice", "Bob"], **GREY)["invaliduser"] == ["bob"]


@pytest.mark.parametrize(
    ("parts", "errcode"),
    [
        ({"userids": [], **GREY}, 82101),
        ({"userids": "alice", **GREY}, 40035),
        ({"response_code": "unknown", **GREY}, 60140),
        ({"agentid": 1000003, **GREY}, 301002),
        ({}, 40035),
        ({"userids": None, "partyids": [1], **GREY}, 0),
    ],
)
def test_an_update_that_names_the_wrong_things_has_a_code(wired: Company, parts: dict[str, Any], errcode: int) -> None:
    code = wired.card(BUTTONS)["response_code"]
    assert update(wired, code, **parts)["errcode"] == errcode


def test_another_apps_card_cannot_be_updated(wired: Company) -> None:
    code = wired.card(BUTTONS)["response_code"]
    wired.sign_on("secret-b")
    assert update(wired, code, agentid=1000003, **GREY)["errcode"] == 42015


def test_only_cards_with_buttons_can_be_greyed(wired: Company) -> None:
    code = wired.card(MENU_NOTICE)["response_code"]
    assert update(wired, code, **GREY)["errcode"] == 40035
    assert update(wired, code, template_card=NOTICE)["errcode"] == 0


def test_an_updated_card_may_leave_out_task_id_and_submit_button(wired: Company) -> None:
    code = wired.card(VOTE)["response_code"]
    done = changed(VOTE, task_id=None, submit_button=None, replace_text="已提交")
    assert update(wired, code, template_card=done)["errcode"] == 0
    assert wired.messages()[0]["closed"] == "已提交"


def test_a_card_may_be_clicked_again_after_an_update_with_new_buttons(wired: Company, receiver: Receiver) -> None:
    code = wired.card(BUTTONS)["response_code"]
    card = changed(BUTTONS, task_id=None, button_list=[{"text": "撤销", "key": "undo"}], card_action=LINK)
    update(wired, code, template_card=card)
    wired.ask("members/alice/click", {"task_id": "req-1", "key": "undo"})
    assert receiver.received[0]["EventKey"] == "undo"


def test_the_links_of_a_card_are_told_in_reading_order(company: Company) -> None:
    card = changed(
        NOTICE,
        horizontal_content_list=[{**ROW, "type": 1, "url": "http://x.example/1"}, ROW],
        jump_list=[{"type": 1, "title": "看榜单", "url": "http://x.example/2"}],
    )
    company.card(card)
    links = company.messages()[0]["links"]
    assert [(one["text"], one["url"]) for one in links] == [
        ("1", "http://x.example/1"),
        ("看榜单", "http://x.example/2"),
        ("", LINK["url"]),
    ]
