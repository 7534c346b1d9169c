"""The inside of a copy: lines of JSON, compressed, of which no more than a few are ever in memory."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from bot.errors import BadInput
from services.backups.sealing import Frames, frames_of

# A file handed in makes the longest line, a third longer than itself.
LONGEST_LINE: Final = 64 << 20
PIECE_BYTES: Final = 1 << 20


def write_lines(file: BinaryIO, lines: Iterable[str], key: str | None) -> None:
    """Write lines into a file as one copy."""
    frames, press = Frames(file, key), zlib.compressobj()
    for line in lines:
        frames.write(press.compress(f"{line}\n".encode()))
    frames.write(press.flush())
    frames.end()


def read_lines(file: BinaryIO, name: str, key: str | None) -> Iterator[Any]:
    """Read what the lines of a copy say. Raises BadInput for what is no whole copy."""
    rest = bytearray()
    for piece in _pieces(file, name, key):
        rest += piece
        *lines, tail = rest.split(b"\n")
        if len(tail) > LONGEST_LINE:
            raise BadInput("backup_damaged", name=name)
        yield from (json.loads(line) for line in lines)
        rest = bytearray(tail)
    if rest:
        raise BadInput("backup_damaged", name=name)


def _pieces(file: BinaryIO, name: str, key: str | None) -> Iterator[bytes]:
    unpress = zlib.decompressobj()
    try:
        for frame in frames_of(file, name, key):
            waiting = frame
            while waiting:
                yield unpress.decompress(waiting, PIECE_BYTES)
                waiting = unpress.unconsumed_tail
        yield unpress.flush()
    except zlib.error:
        raise BadInput("backup_damaged", name=name) from None
