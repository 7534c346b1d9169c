"""What is handed in and is no table: said by its kind, with how to save it properly. Uploads are hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from bot.errors import BadFile
from bot.wording import word

WORDING: Final = "office_files/refused.txt"
LARGEST_FILE: Final = 5_000_000
LARGEST_UNPACKED: Final = 50_000_000
ZIPPED: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How files of other kinds begin, and which block says so.
BEGINNINGS: Final[Mapping[bytes, str]] = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"BM": "picture",
    b"{\\rtf": "document",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
}
# Parts by which other packages than a workbook are known.
PACKAGES: Final[Mapping[str, str]] = {
    "word/document.xml": "document",
    "ppt/presentation.xml": "document",
    "xl/workbook.bin": "binary_workbook",
    "mimetype": "open_document",
}
MACROS: Final = ("vbaproject.bin", "xl/macrosheets/")
_DTD: Final = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!ENTITY".encode("utf-16-le"))

# What the reader of archives raises for a broken one: of what is in its directory it believes every word.
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError),
    *(ValueError, OSError, LookupError, OverflowError),
)


def refused(reason: str, source: str, **facts: object) -> BadFile:
    """Build the error for a file that is not read at all; the caller raises it."""
    return BadFile(word(WORDING, reason, source=source, megabytes=LARGEST_FILE // 1_000_000, **facts))


def check_kind(content: bytes, source: str) -> None:
    """Raise BadFile for what is neither a workbook nor a text, and for what is too large."""
    if len(content) > LARGEST_FILE:
        raise refused("too_large", source)
    if not content.strip():
        raise refused("empty", source)
    if content.startswith(OLE):
        raise refused(_kind_of_ole(content), source)
    for beginning, reason in BEGINNINGS.items():
        if content.startswith(beginning):
            raise refused(reason, source)
    if content.lstrip()[:1] == b"<":
        raise refused("web_page", source)


def _kind_of_ole(content: bytes) -> str:
    """Tell what an old container holds: a locked workbook, one of before 2007, or another document."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "password"
    if "WordDocument".encode("utf-16-le") in content:
        return "document"
    return "old_workbook"


def parts_of(content: bytes, source: str) -> dict[str, bytes]:
    """Unpack a workbook. Raises BadFile for bombs, macros, links to other files, and packages of another kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_parts(archive.infolist(), source)
            # Reading every part to its end also checks that it is as long as it says.
            parts = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    except _BROKEN:
        raise refused("damaged", source) from None
    if any(sign in part for name, part in parts.items() if not _is_media(name) for sign in _DTD):
        raise refused("damaged", source)
    return parts


def check_parts(parts: list[zipfile.ZipInfo], source: str) -> None:
    """Raise BadFile for a package that is to be read no further."""
    names = [one.filename.lower() for one in parts]
    for name, reason in PACKAGES.items():
        if name in names:
            raise refused(reason, source)
    if "xl/workbook.xml" not in names:
        raise refused("archive", source)
    if len(names) != len(set(names)):
        raise refused("damaged", source)
    if sum(one.file_size for one in parts) > LARGEST_UNPACKED:
        raise refused("bomb", source)
    if any(one.flag_bits & 1 for one in parts):
        raise refused("password", source)
    if any(sign in name for name in names for sign in MACROS):
        raise refused("macros", source)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise refused("external_links", source)


def _is_media(name: str) -> bool:
    return name.startswith(("xl/media/", "xl/embeddings/"))
