"""Callbacks as WeCom would send them: distinct text messages of the sample town's members, encrypted beforehand."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from wechatpy.enterprise.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from tests.bench.installation import APP
from tests.bench.town import userids

# What branches write on an ordinary day: questions, something to be kept, and something nobody understands.
WORDS = ("帮助", "进度", "截止", "提醒单", "意见建议 会议室的投影仪坏了", "明天的会几点开始")
NUMBERS = itertools.count(1)


def write_letters(path: Path, count: int, signed_at: datetime) -> None:
    """Write so many HTTP requests, all different from all others of this run, as a JSON list of strings."""
    path.write_text(json.dumps(list(itertools.islice(_requests(signed_at), count))), encoding="ascii")


def _requests(signed_at: datetime) -> Iterator[str]:
    cipher = PrpCrypto(base64.b64decode(APP["WECOM_AES_KEY"] + "="))
    seconds = str(int(signed_at.timestamp()))
    for member, words in zip(itertools.cycle(userids()), itertools.cycle(WORDS), strict=False):
        number = next(NUMBERS)
        message = (
            f"<xml><ToUserName><![CDATA[{APP['WECOM_CORP_ID']}]]></ToUserName>"
            f"<FromUserName><![CDATA[{member}]]></FromUserName><CreateTime>{seconds}</CreateTime>"
            f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{words}]]></Content>"
            f"<MsgId>{7_000_000_000_000_000_000 + number}</MsgId><AgentID>{APP['WECOM_AGENT_ID']}</AgentID></xml>"
        )
        yield _request(cipher.encrypt(message, APP["WECOM_CORP_ID"]).decode(), seconds, str(number))


def _request(encrypted: str, seconds: str, nonce: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*(value.encode() for value in (APP["WECOM_TOKEN"], seconds, nonce, encrypted)))
    query = urlencode({"msg_signature": signer.signature, "timestamp": seconds, "nonce": nonce})
    body = f"<xml><AgentID>{APP['WECOM_AGENT_ID']}</AgentID><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    head = f"POST /wecom/callback?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}"
