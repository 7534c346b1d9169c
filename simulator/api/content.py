"""What may stand in a message of each kind (protocol sections 4.3, 6 and 7): cut, checked or refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from simulator.api.call import cut_bytes, integer, rows, size, string
from simulator.codes import ApiError
from simulator.state.media import MediaFile

TEXT_BYTES = 2048
MARKDOWN_BYTES = 2048
TITLE_BYTES = 128
DESCRIPTION_BYTES = 512
URL_BYTES = 2048
_CONFIDENTIAL_FILES = (
    "txt",
    "pdf",
    "doc",
    "docx",
    "ppt",
    "pptx",
    "xls",
    "xlsx",
    "xml",
    "jpg",
    "jpeg",
    "png",
    "bmp",
    "gif",
)
_MOST_ARTICLES = 8
_ARTICLE_BYTES, _AUTHOR_BYTES, _DIGEST_BYTES = 666 * 1024, 64, 512
_BUTTON_CHARACTERS = 4
_NOTICE_TITLE = range(4, 13)
_NOTICE_ITEMS, _NOTICE_KEY, _NOTICE_VALUE, _NOTICE_PAGE_BYTES = 10, 10, 30, 1024


@dataclass(frozen=True)
class Content:
    """The part of a message people see, with the bytes it used of those allowed (None: no such limit)."""

    body: dict[str, Any]
    used: int | None = None
    allowed: int | None = None


@dataclass(frozen=True)
class Rules:
    """What differs between app messages, group chats and robots. `media` finds a usable file or returns None."""

    media: Callable[[str], MediaFile | None]
    markdown_bytes: int = MARKDOWN_BYTES
    cuts_text: bool = True
    safe: int = 0
    miniprogram_appid: str = ""


def text(body: dict[str, Any], rules: Rules) -> Content:
    """Text over 2048 bytes is cut in silence by apps and group chats, and refused by robots."""
    content = string(body, "content")
    if not content.strip():
        raise ApiError(44004)
    if size(content) > TEXT_BYTES and not rules.cuts_text:
        raise ApiError(45002, f"{size(content)} bytes of {TEXT_BYTES}")
    kept = cut_bytes(content, TEXT_BYTES)
    return Content({**body, "content": kept}, size(content), TEXT_BYTES)


def markdown(body: dict[str, Any], rules: Rules) -> Content:
    """Markdown over the limit is refused."""
    content = string(body, "content")
    if not content.strip():
        raise ApiError(44004)
    if size(content) > rules.markdown_bytes:
        raise ApiError(45002, f"{size(content)} bytes of {rules.markdown_bytes}")
    return Content(body, size(content), rules.markdown_bytes)


def media_of(kind: str) -> Callable[[dict[str, Any], Rules], Content]:
    """Return the check for image, voice, video and file: a known, fresh media id of the same kind."""

    def check(body: dict[str, Any], rules: Rules) -> Content:
        media_id = string(body, "media_id")
        if not media_id:
            raise ApiError(41006)
        file = rules.media(media_id)
        if file is None or file.kind != kind:
            raise ApiError(40007)
        if kind == "file" and rules.safe and _suffix(file.filename) not in _CONFIDENTIAL_FILES:
            raise ApiError(40004, "this file type cannot be sent with safe=1")
        cut = {"title": _cut(body, "title", TITLE_BYTES), "description": _cut(body, "description", DESCRIPTION_BYTES)}
        named = {"filename": file.filename, "bytes": len(file.content)}
        return Content({**body, **(cut if kind == "video" else {}), **named})

    return check


def textcard(body: dict[str, Any], _rules: Rules) -> Content:
    """Title and description are cut at 128 and 512 bytes; the address is required."""
    if not string(body, "title"):
        raise ApiError(40058, "textcard.title is missing")
    description = string(body, "description")
    if not description:
        raise ApiError(41033)
    _check_url(string(body, "url"), required=True)
    cut = {
        "title": _cut(body, "title", TITLE_BYTES),
        "description": _cut(body, "description", DESCRIPTION_BYTES),
        "btntxt": string(body, "btntxt")[:_BUTTON_CHARACTERS],
    }
    return Content({**body, **cut}, size(description), DESCRIPTION_BYTES)


def news(body: dict[str, Any], _rules: Rules) -> Content:
    """One to eight articles, each with a title and an address or a mini-program page."""
    articles = _articles(body)
    shown = []
    for article in articles:
        if not string(article, "title"):
            raise ApiError(41016)
        program = string(article, "appid") and string(article, "pagepath")
        _check_url(string(article, "url"), required=not program)
        _check_url(string(article, "picurl"), required=False)
        cut = {
            "title": _cut(article, "title", TITLE_BYTES),
            "description": _cut(article, "description", DESCRIPTION_BYTES),
        }
        shown.append({**article, **cut})
    return Content({"articles": shown})


def mpnews(body: dict[str, Any], rules: Rules) -> Content:
    """One to eight articles kept inside the platform, each with a picture and HTML content."""
    shown = []
    for article in _articles(body):
        if not string(article, "title"):
            raise ApiError(41016)
        if rules.media(string(article, "thumb_media_id")) is None:
            raise ApiError(40007)
        if not string(article, "content"):
            raise ApiError(44004)
        if size(article["content"]) > _ARTICLE_BYTES:
            raise ApiError(45002)
        if size(string(article, "author")) > _AUTHOR_BYTES:
            raise ApiError(45032)
        shown.append(
            {**article, "title": _cut(article, "title", TITLE_BYTES), "digest": _cut(article, "digest", _DIGEST_BYTES)}
        )
    return Content({"articles": shown})


def miniprogram_notice(body: dict[str, Any], rules: Rules) -> Content:
    """Only for the mini-program bound to the app; at most ten rows."""
    if not rules.miniprogram_appid or string(body, "appid") != rules.miniprogram_appid:
        raise ApiError(90201, "the app is not bound to this mini-program")
    if len(string(body, "title")) not in _NOTICE_TITLE:
        raise ApiError(90201, "title takes 4 to 12 characters")
    items = rows(body, "content_item")
    too_long = any(len(string(one, "key")) > _NOTICE_KEY or len(string(one, "value")) > _NOTICE_VALUE for one in items)
    if len(items) > _NOTICE_ITEMS or too_long or size(string(body, "page")) > _NOTICE_PAGE_BYTES:
        raise ApiError(90201, "at most 10 rows, keys of 10 and values of 30 characters, page of 1024 bytes")
    return Content(body)


KINDS: dict[str, Callable[[dict[str, Any], Rules], Content]] = {
    "text": text,
    "markdown": markdown,
    "image": media_of("image"),
    "voice": media_of("voice"),
    "video": media_of("video"),
    "file": media_of("file"),
    "textcard": textcard,
    "news": news,
    "mpnews": mpnews,
}


def check_safe(body: dict[str, Any], kind: str) -> int:
    """Return the `safe` flag; 2 is only for mpnews."""
    return integer(body, "safe", 0, range(3 if kind == "mpnews" else 2))


def _articles(body: dict[str, Any]) -> list[dict[str, Any]]:
    articles = rows(body, "articles")
    if not articles:
        raise ApiError(40063, "articles is empty")
    if len(articles) > _MOST_ARTICLES:
        raise ApiError(45008)
    return articles


def _check_url(url: str, required: bool) -> None:
    if not url and required:
        raise ApiError(40058, "url is missing")
    if size(url) > URL_BYTES:
        raise ApiError(40039)
    if url and not has_scheme(url):
        raise ApiError(45034)


def has_scheme(url: str) -> bool:
    """Tell whether the address begins with http:// or https:// and names a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _cut(body: dict[str, Any], name: str, most: int) -> str:
    return cut_bytes(string(body, name), most)


def _suffix(filename: str) -> str:
    return filename.rpartition(".")[2].lower()
