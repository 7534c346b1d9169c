"""Messages to the callback address, sealed and signed as WeCom does it, or nearly so."""

from __future__ import annotations

import base64
import hashlib
import struct
from datetime import datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr

from bot.callback import Callback, Incoming
from bot.settings import WeComSettings
from rules.periods import BEIJING

TOKEN = "SimToken2024"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CORP = "ww1a2b3c4d5e6f7a8b"


def callback_for(token: str = TOKEN, aes_key: str = AES_KEY, corp: str = CORP, agent: int = 1000002) -> Callback:
    return Callback(
        WeComSettings(
            wecom_corp_id=corp,
            wecom_agent_id=agent,
            wecom_secret=SecretStr("secret"),
            wecom_token=SecretStr(token),
            wecom_aes_key=SecretStr(aes_key),
            wecom_api_base="http://127.0.0.1/cgi-bin/",
        )
    )


CALLBACK = callback_for()
NOW = datetime.fromtimestamp(1700000000, BEIJING)


def frame(message: bytes, corp: str = CORP) -> bytes:
    return b"0123456789abcdef" + struct.pack(">I", len(message)) + message + corp.encode()


def pad(content: bytes) -> bytes:
    missing = 32 - len(content) % 32
    return content + bytes([missing]) * missing


def encrypt(padded: bytes) -> str:
    key = base64.b64decode(AES_KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def sign(encrypted: str, timestamp: str = "1700000000", nonce: str = "n", token: str = TOKEN) -> dict[str, str]:
    signed = "".join(sorted([token, timestamp, nonce, encrypted])).encode()
    signature = hashlib.sha1(signed, usedforsecurity=False).hexdigest()
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def envelope(encrypted: str) -> bytes:
    return f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()


def sealed(content: bytes) -> tuple[dict[str, str], bytes]:
    encrypted = encrypt(pad(content))
    return sign(encrypted), envelope(encrypted)


def xml_of(**fields: object) -> str:
    common: dict[str, object] = {
        "ToUserName": CORP,
        "FromUserName": "LiMing",
        "CreateTime": 1700000100,
        "AgentID": 1000002,
    }
    held = {name: value for name, value in {**common, **fields}.items() if value is not None}
    return "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in held.items()) + "</xml>"


def receive(xml: str | bytes, callback: Callback = CALLBACK, now: datetime = NOW) -> Incoming:
    message = xml.encode() if isinstance(xml, str) else xml
    return callback.read(*sealed(frame(message)), now)


ECHO = "Q3stYC6hdFzMh9T8HCvyDGheRPA9rMKfZ92dfndziqLcAgjqmhfiHD/qmSsQPN2Xsk6dUidUlQ9XJjHD59v+kg=="
ECHO_ARGS = {
    "msg_signature": "d82bffd858c79facf9d793855cffff609632fed5",
    "timestamp": "1700000000",
    "nonce": "995511",
    "echostr": ECHO,
}
