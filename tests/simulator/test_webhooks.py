"""Group robots: protocol section 7, appendix B line 12."""

import hashlib
from typing import Any

import pytest

from tests.simulator.company import BUTTONS, MENU_NOTICE, NEWS_CARD, NOTICE, Company, base64_of, png


def post(company: Company, kind: str, body: Any, key: str = "robot-key") -> Any:
    return company.call("webhook/send", {"msgtype": kind, kind: body}, token="", key=key)


def picture(raw: bytes) -> dict[str, str]:
    return {"base64": base64_of(raw), "md5": hashlib.md5(raw).hexdigest()}  # noqa: S324  the protocol's checksum


def test_a_post_needs_only_the_key(company: Company) -> None:
    assert post(company, "text", {"content": "好", "mentioned_list": ["@all"]}) == {"errcode": 0, "errmsg": "ok"}
    assert company.ask("webhooks/robot-key/messages")["messages"][0]["content"] == "好"


def test_a_wrong_key_is_a_wrong_address(company: Company) -> None:
    answer = post(company, "text", {"content": "x"}, key="other")
    assert answer["errcode"] == 93000
    assert answer["errmsg"].startswith("invalid webhook url, hint:")


def test_the_twenty_first_post_of_a_minute_is_refused(company: Company) -> None:
    for _ in range(20):
        assert post(company, "text", {"content": "x"})["errcode"] == 0
    answer = post(company, "text", {"content": "x"})
    assert answer["errcode"] == 45009
    assert answer["errmsg"].startswith("api freq out of limit")
    company.at("2026-11-02T08:36:10+08:00")
    assert post(company, "text", {"content": "x"})["errcode"] == 0


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("markdown", {"content": "a" * 4096}, 0),
        ("markdown", {"content": "a" * 4097}, 45002),
        ("markdown_v2", {"content": "| a |\n| - |\n| 1 |"}, 0),
        ("markdown_v2", {"content": "a" * 4097}, 45002),
        ("text", {"content": ""}, 44004),
        ("image", picture(png()), 0),
        ("image", {**picture(png()), "md5": "0" * 32}, 301019),
        ("image", picture(png() + b"x" * 2 * 1024 * 1024), 93018),
        ("image", {"base64": "%%%", "md5": ""}, 40123),
        ("image", picture(b"GIF89a......"), 40123),
        ("image", {"base64": "", "md5": ""}, 93017),
        ("news", {"articles": [{"title": "t", "url": "https://x.example"}]}, 0),
        ("news", {"articles": [{"title": "t"}]}, 40058),
        ("file", {"media_id": "no"}, 40007),
        ("template_card", NOTICE, 0),
        ("template_card", NEWS_CARD, 0),
        ("template_card", BUTTONS, 42031),
        ("template_card", {**NOTICE, "card_action": None}, 42045),
        ("textcard", {}, 40008),
        ("shout", {}, 40008),
    ],
)
def test_each_kind_is_checked(company: Company, kind: str, body: dict[str, Any], code: int) -> None:
    assert post(company, kind, body)["errcode"] == code


def test_text_over_2048_bytes_is_refused(company: Company) -> None:
    assert post(company, "text", {"content": "a" * 2048})["errcode"] == 0
    assert post(company, "text", {"content": "a" * 2100})["errcode"] == 45002


def test_a_robots_card_never_calls_back(company: Company) -> None:
    assert "response_code" not in post(company, "template_card", MENU_NOTICE)
    card = company.ask("webhooks/robot-key/messages")["messages"][0]["card"]
    assert "action_menu" not in card


def test_an_empty_body_is_refused(company: Company) -> None:
    assert company.call("webhook/send", method="POST", token="", key="robot-key")["errcode"] == 93017


def test_a_robots_file_is_for_this_robot_only(company: Company) -> None:
    sheet = company.upload("file", "榜单.xlsx", b"PK\x03\x04 data", api="webhook/upload_media", key="robot-key")
    assert isinstance(sheet["created_at"], str)
    assert post(company, "file", {"media_id": sheet["media_id"]})["errcode"] == 0
    assert company.send("file", {"media_id": sheet["media_id"]})["errcode"] == 40007
    ours = company.upload("file", "榜单.xlsx", b"PK\x03\x04 data")["media_id"]
    assert post(company, "file", {"media_id": ours})["errcode"] == 40007


def test_uploads_need_the_key_and_one_of_two_kinds(company: Company) -> None:
    assert company.upload("file", "a", b"123456", api="webhook/upload_media", key="other")["errcode"] == 93000
    assert company.upload("image", "a", png(), api="webhook/upload_media", key="robot-key")["errcode"] == 40005
