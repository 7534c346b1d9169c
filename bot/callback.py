"""What WeCom calls us with: checked in order of danger and decrypted; bot/incoming.py says what it means.

Signature → freshness → decryption → corporation → app → meaning. Nothing is decrypted that WeCom has not signed, and
whatever is wrong ends as BadCallback.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Final

from wechatpy.enterprise.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from bot.incoming import (
    STARTS_PLAINLY,
    BadCallback,
    Incoming,
    Kind,
    moment_of,
    parse_xml,
    read_message,
    readable,
    text_of,
)
from bot.settings import WeComSettings

__all__ = ["BadCallback", "Callback", "Incoming", "Kind", "read_limited"]

LARGEST_BODY: Final = 1024 * 1024
FRESHNESS: Final = timedelta(hours=1)
# A stranger's body meets no XML parser: all we take from it is one stretch of base64.
_ENCRYPT = re.compile(r"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=]+)(?:\]\]>)?\s*</Encrypt>")
_BLOCK = 32
_RANDOM_AND_LENGTH = 20


def read_limited(stream: IO[bytes]) -> bytes:
    """Read a request's body. Raises BadCallback when it is larger than 1 MiB, without reading the rest."""
    body = stream.read(LARGEST_BODY + 1)
    _check_size(body)
    return body


class Callback:
    """Reads what arrives at the callback address of one app. Safe for any number of threads."""

    def __init__(self, settings: WeComSettings) -> None:
        self._token = settings.wecom_token.get_secret_value()
        self._corp_id = settings.wecom_corp_id
        self._agent_id = str(settings.wecom_agent_id)
        self._aes_key = settings.wecom_aes_key.get_secret_value()
        self._cipher = PrpCrypto(base64.b64decode(self._aes_key + "=")).cipher

    def verify(self, args: Mapping[str, str]) -> str:
        """Return the plain echo that proves the address to be ours (GET, when it is saved in the console).

        Raises BadCallback. A message is never echoed: whoever had overheard one could have it decrypted here.
        """
        # A proxy that decodes the address twice turns the + of base64 into a space.
        encrypted = _argument(args, "echostr").replace(" ", "+")
        self._check_signature(args, encrypted)
        echo = self._decrypted(encrypted)
        if echo.lstrip().startswith("<"):
            raise BadCallback(403, "The echo to be decrypted is a message; only the console's check is answered")
        return echo

    def challenge(self, echo: str, now: datetime) -> dict[str, str]:
        """Make the arguments of the console's check, which `verify` answers with the `echo`: our own trial of it."""
        cipher = PrpCrypto(base64.b64decode(self._aes_key + "="))
        signed = (str(int(now.timestamp())), "checkup", cipher.encrypt(echo, self._corp_id).decode())
        signer = WeChatSigner()
        signer.add_data(self._token, *signed)
        names = ("timestamp", "nonce", "echostr")
        return {**dict(zip(names, signed, strict=True)), "msg_signature": signer.signature}

    def read(self, args: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
        """Read a callback (POST). Raises BadCallback.

        `now` is our clock's moment of receipt: a request signed more than an hour earlier or later is refused. A
        spooled callback is read with the moment at which it was received.
        """
        _check_size(body)
        encrypted = _encrypted(_decoded(body))
        self._check_signature(args, encrypted)
        signed_at = moment_of(_argument(args, "timestamp"))
        if abs(now - signed_at) > FRESHNESS:
            raise BadCallback(403, f"Signed at {signed_at.isoformat()}, over an hour away from our clock; check both")
        message = parse_xml(readable(self._decrypted(encrypted)))
        if text_of(message, "AgentID") != self._agent_id:
            raise BadCallback(403, "Meant for another app; compare WECOM_AGENT_ID with the console")
        return read_message(message)

    def _check_signature(self, args: Mapping[str, str], encrypted: str) -> None:
        signer = WeChatSigner()
        signed = (_argument(args, "timestamp"), _argument(args, "nonce"), encrypted)
        signer.add_data(self._token, *(_ascii(value) for value in signed))
        if not hmac.compare_digest(signer.signature.encode(), _ascii(_argument(args, "msg_signature"))):
            raise BadCallback(403, "Wrong signature; compare WECOM_TOKEN with the console")

    def _decrypted(self, encrypted: str) -> str:
        """Decrypt what is signed: 16 random bytes, the length, the message, the corporation, the padding."""
        content = _unpadded(self._cipher.decrypt(_ciphertext(encrypted)))
        end = _RANDOM_AND_LENGTH + int.from_bytes(content[16:_RANDOM_AND_LENGTH], "big")
        if content[end:] != self._corp_id.encode():
            raise BadCallback(403, "Meant for another corporation; compare WECOM_CORP_ID with the console")
        return content[_RANDOM_AND_LENGTH:end].decode(errors="replace")


def _check_size(body: bytes) -> None:
    if len(body) > LARGEST_BODY:
        raise BadCallback(400, "The body is larger than 1 MiB")


def _encrypted(envelope: str) -> str:
    found: list[str] = _ENCRYPT.findall(envelope)
    if len(found) != 1 or not STARTS_PLAINLY.match(envelope):
        raise BadCallback(400, "The body is no <xml> envelope with one encrypted message in it")
    return found[0]


def _argument(args: Mapping[str, str], name: str) -> str:
    value = args.get(name)
    if not value:
        raise BadCallback(400, f"{name} is missing in the address")
    return value


def _ascii(value: str) -> bytes:
    if not value.isascii():
        raise BadCallback(403, "Wrong signature: it is made over plain letters and digits only")
    return value.encode()


def _ciphertext(encrypted: str) -> bytes:
    try:
        ciphertext = base64.b64decode(encrypted, validate=True)
    except ValueError:
        raise BadCallback(400, "The encrypted part is not base64") from None
    if not ciphertext or len(ciphertext) % _BLOCK:
        raise BadCallback(400, "The encrypted part has been cut off")
    return ciphertext


def _unpadded(padded: bytes) -> bytes:
    last = padded[-1]
    if not 1 <= last <= _BLOCK or padded[-last:] != bytes([last]) * last:
        raise BadCallback(400, "The padding is wrong; compare WECOM_AES_KEY with the console")
    return padded[:-last]


def _decoded(content: bytes) -> str:
    try:
        decoded = content.decode()
    except UnicodeDecodeError:
        raise BadCallback(400, "The body is not UTF-8") from None
    if "\0" in decoded:
        # WeCom writes none around what it encrypts, and PostgreSQL can keep none.
        raise BadCallback(400, "The body holds a NUL")
    return decoded
