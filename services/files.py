"""Files that are handed in: turning them into text, and listing everything that is wrong with one at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import BadFile

MOST_SHOWN = 20


def decoded(content: bytes, source: str) -> str:
    """Turn a file's bytes into text; a byte order mark is dropped. Raises BadFile for anything but UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(
            f"{source}: byte {error.start + 1} is not UTF-8; save the file as UTF-8 (in Excel: CSV UTF-8) and try again"
        ) from None


def bad_file(mistakes: Sequence[str]) -> BadFile:
    """Build the error that lists the mistakes, one a line and at most 20; the caller raises it."""
    shown = list(mistakes[:MOST_SHOWN])
    if len(mistakes) > MOST_SHOWN:
        shown.append(f"… and {len(mistakes) - MOST_SHOWN} more mistakes")
    return BadFile("\n".join(shown))
