"""What the gateway is called with in these tests, and how it fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.settings import WeComSettings
from bot.wecom_errors import WeComError
from rules.periods import BEIJING

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


def failure(action: Callable[[], object]) -> WeComError:
    with pytest.raises(WeComError) as caught:
        action()
    return caught.value
