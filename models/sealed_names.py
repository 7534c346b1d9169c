"""How the log says whom somebody is: sealed under a key of the person's own, so that the log keeps and yet can forget.

The same name under the same key is always the same text, so that a row is held against its entry as any other. Once the
key is gone nobody can read it, and the chain of hashes still holds, for not a letter of it has changed.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

MARK: Final = "~"
KEY_BYTES: Final = 32


def new_key() -> str:
    """Draw the key of a person."""
    return secrets.token_hex(KEY_BYTES)


def sealed(text: str | None, key: str) -> str | None:
    """Seal a text; nothing stays nothing."""
    if not text:
        return text
    return MARK + b64encode(AESSIV(bytes.fromhex(key)).encrypt(text.encode(), None)).decode()


def opened(said: Any, key: str | None) -> Any:
    """Read what was sealed; MARK alone where its key is gone, and what was not sealed as it is."""
    if not isinstance(said, str) or not said.startswith(MARK):
        return said
    try:
        return AESSIV(bytes.fromhex(key or "")).decrypt(b64decode(said[1:]), None).decode()
    except (InvalidTag, ValueError):
        return MARK
