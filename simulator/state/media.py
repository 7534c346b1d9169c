"""Uploaded files: good for the API for three days, on the phones as long as there is room."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.state.tickets import new_id

MEDIA_LIFE = timedelta(days=3)
_MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class MediaFile:
    """One stored file. `owner` is empty for the company, or the key of the only robot that may use it."""

    media_id: str
    kind: str
    filename: str
    content: bytes
    content_type: str
    created_at: datetime
    owner: str = ""


class MediaShelf:
    """The newest files by media id, 256 MB of them."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._files: dict[str, MediaFile] = {}
        self._room = most_bytes

    def store(
        self, kind: str, filename: str, content: bytes, content_type: str, now: datetime, owner: str = ""
    ) -> MediaFile:
        """Keep a file and return it with its new media id."""
        file = MediaFile(new_id("media"), kind, filename, content, content_type, now, owner)
        self._files[file.media_id] = file
        self._room -= len(content)
        while self._room < 0:
            self._room += len(self._files.pop(next(iter(self._files))).content)
        return file

    def find(self, media_id: str) -> MediaFile | None:
        """Return a file however old it is: people's phones keep what they have received."""
        return self._files.get(media_id)

    def valid(self, media_id: str, now: datetime, owner: str = "") -> MediaFile | None:
        """Return a file the API may still use: not older than three days, and of this owner."""
        file = self._files.get(media_id)
        if file is None or file.owner != owner or now >= file.created_at + MEDIA_LIFE:
            return None
        return file


def first_message_id() -> int:
    """Return where message ids begin: after those of every earlier run, and inside 63 bits."""
    return int(time.time() * 1000) * 1_000_000
