"""The outside of a copy: one line that says what it is, then frames, each sealed or at least signed by its sum.

With a key every frame is encrypted (AES-256-GCM) under its number and whether it is the last, so that none can be
altered, exchanged, left out or cut off; without one a SHA-256 in its place finds what a disk has spoilt.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import BadInput

MAGIC: Final = "HONGHUI-BACKUP"
FORMAT: Final = 1
FRAME_BYTES: Final = 1 << 20
# A frame that says it is longer than this is none of ours.
LONGEST_FRAME: Final = FRAME_BYTES + 64
LONGEST_HEAD: Final = 120
SALT_BYTES: Final = 16
SUM_BYTES: Final = 32
# About 16 MB and a twentieth of a second, once for each copy.
SCRYPT: Final = {"n": 1 << 14, "r": 8, "p": 1, "dklen": 32}
_FRAME: Final = struct.Struct(">?I")


class Seal(Protocol):
    """Closes and opens frames of one copy."""

    def close(self, place: bytes, data: bytes) -> bytes: ...

    def open(self, place: bytes, body: bytes) -> bytes | None:
        """Give what was closed at this place, or None for anything else."""


class _Sum:
    """No secret: a frame stands behind its sum."""

    def close(self, place: bytes, data: bytes) -> bytes:
        return hashlib.sha256(place + data).digest() + data

    def open(self, place: bytes, body: bytes) -> bytes | None:
        data = body[SUM_BYTES:]
        return data if hmac.compare_digest(self.close(place, data), body) else None


class _Cipher:
    """Encrypted under a key that is this copy's alone, so that the frame's number is nonce enough."""

    def __init__(self, key: str, salt: bytes) -> None:
        self._cipher = AESGCM(hashlib.scrypt(key.encode(), salt=salt, **SCRYPT))

    def close(self, place: bytes, data: bytes) -> bytes:
        return self._cipher.encrypt(place[:12], data, place)

    def open(self, place: bytes, body: bytes) -> bytes | None:
        try:
            return self._cipher.decrypt(place[:12], body, place)
        except InvalidTag:
            return None


class Frames:
    """Writes a copy's frames into a file."""

    def __init__(self, file: BinaryIO, key: str | None) -> None:
        salt = os.urandom(SALT_BYTES) if key else b""
        self._file, self._head = file, f"{MAGIC} {FORMAT} {salt.hex() or 'plain'}\n".encode()
        self._seal: Seal = _Cipher(key, salt) if key else _Sum()
        self._number, self._kept = 0, bytearray()
        file.write(self._head)

    def write(self, data: bytes) -> None:
        """Take some more; what fills a frame is written."""
        self._kept += data
        while len(self._kept) >= FRAME_BYTES:
            self._put(bytes(self._kept[:FRAME_BYTES]), is_last=False)
            del self._kept[:FRAME_BYTES]

    def end(self) -> None:
        """Write the last frame."""
        self._put(bytes(self._kept), is_last=True)

    def _put(self, data: bytes, *, is_last: bool) -> None:
        body = self._seal.close(_place(self._number, is_last, self._head), data)
        self._file.write(_FRAME.pack(is_last, len(body)) + body)
        self._number += 1


def frames_of(file: BinaryIO, name: str, key: str | None) -> Iterator[bytes]:
    """Read a copy's frames. Raises BadInput for what is none, is damaged or cut off, or has another key."""
    head = file.readline(LONGEST_HEAD)
    seal = _seal_of(head, name, key)
    number, is_last = 0, False
    while not is_last:
        start = file.read(_FRAME.size)
        is_last, length = _FRAME.unpack(start) if len(start) == _FRAME.size else (True, LONGEST_FRAME + 1)
        body = file.read(length) if length <= LONGEST_FRAME else b""
        data = seal.open(_place(number, is_last, head), body)
        if data is None:
            raise BadInput("backup_wrong_key" if key and not number else "backup_damaged", name=name)
        yield data
        number += 1
    if file.read(1):
        raise BadInput("backup_damaged", name=name)


def is_sealed(file: BinaryIO) -> bool:
    """Tell whether a copy needs a key."""
    return not file.readline(LONGEST_HEAD).endswith(b" plain\n")


def _seal_of(head: bytes, name: str, key: str | None) -> Seal:
    try:
        magic, number, salt = head.decode("ascii").split()
    except ValueError:
        raise BadInput("backup_is_none", name=name) from None
    if magic != MAGIC:
        raise BadInput("backup_is_none", name=name)
    if number != str(FORMAT):
        raise BadInput("backup_of_newer_program", name=name)
    if salt == "plain":
        return _Sum()
    if not key:
        raise BadInput("backup_needs_key", name=name)
    try:
        return _Cipher(key, bytes.fromhex(salt))
    except ValueError:
        raise BadInput("backup_damaged", name=name) from None


def _place(number: int, is_last: bool, head: bytes) -> bytes:
    """Name a frame's place: its number and whether it is the last make its nonce, the line before all is held too."""
    return struct.pack(">Q3x?", number, is_last) + head
