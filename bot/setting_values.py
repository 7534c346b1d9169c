"""What the values of the environment must be, each with the sentence that says what to do."""

from __future__ import annotations

import base64
import re
import unicodedata
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

REAL_HOST: Final = "qyapi.weixin.qq.com"
REAL_ACCOUNTS_HOST: Final = "api.weixin.qq.com"
AES_KEY_LENGTH: Final = 43
SHORTEST_KEY: Final = 32
FEWEST_SIGNS: Final = 8
PROOF_NAME: Final = re.compile(r"WW_verify_[A-Za-z0-9]{1,64}\.txt")
# Keys that stand in documents, of which every copy is known. The demonstration has one of its own on loopback.
PUBLISHED: Final = ("changeme", "change-me", "demo-session-key", "secret-key-here")


def is_aes_key(value: SecretStr | None) -> SecretStr | None:
    """Check an EncodingAESKey."""
    if value is None:
        return None
    try:
        whole = len(base64.b64decode(value.get_secret_value() + "=", validate=True)) == 32  # noqa: PLR2004
    except ValueError:
        whole = False
    if len(value.get_secret_value()) != AES_KEY_LENGTH or not whole:
        raise ValueError("must be the 43 characters of EncodingAESKey from the app's 接收消息 page")
    return value


def is_strong(value: SecretStr | None) -> SecretStr | None:
    """Check a key that signs sessions: long, and nobody else's."""
    key = value.get_secret_value() if value else ""
    if value is not None and len(key) < SHORTEST_KEY:
        raise ValueError(f"must have at least {SHORTEST_KEY} characters; make one with `openssl rand -hex 32`")
    if value is not None and (len(set(key)) < FEWEST_SIGNS or any(one in key.lower() for one in PUBLISHED)):
        raise ValueError("can be guessed, or is published somewhere; make one with `openssl rand -hex 32`")
    return value


def host_of(address: str) -> str:
    """Give the host of an address as machines know it: in small letters, whatever it is spelled with."""
    return unicodedata.normalize("NFKC", urlsplit(address).hostname or "").lower().rstrip(".")


def is_web_address(value: str) -> str:
    """Check an address of the web."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("must be a web address such as https://bot.example.com/")
    return value


def ends_with_slash(value: str) -> str:
    """Put a slash at the end, so that names can be put behind."""
    return value if value.endswith("/") else value + "/"


def is_private(value: str) -> str:
    """Refuse plain http to the platforms themselves."""
    if host_of(value) in (REAL_HOST, REAL_ACCOUNTS_HOST) and urlsplit(value).scheme != "https":
        raise ValueError("must begin with https://, or the secret would travel in clear")
    return value


def is_proof(value: Path | None) -> Path | None:
    """Check the file that proves our domain to the console."""
    if value is not None and not (PROOF_NAME.fullmatch(value.name) and value.is_file()):
        raise ValueError("must be the file WW_verify_….txt from the app's 网页授权 page, put on this machine")
    return value
