"""What a person reads in a message, as plain text with its links apart."""

import html
import re
from typing import Any

from simulator.api.messages import is_visible
from simulator.config import MemberConfig
from simulator.state.mailbox import Message

ANCHOR = re.compile(r'<a\s+href\s*=\s*(["\'])(.*?)\1\s*>(.*?)</a>', re.IGNORECASE | re.DOTALL)
BARE_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+[A-Za-z0-9/=_\-]")
MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(([^)\s]+)\)")
_MARKS = re.compile(r"\*\*|`|<font[^>]*>|</font>|^#{1,6} +|^> ?", re.MULTILINE)
_MENTION = re.compile(r"<@([^>\s]{1,64})>")
_TAGS = re.compile(r"<[^>]+>")


def plain_text(kind: str, body: dict[str, Any]) -> str:
    """Return what is read on the phone, without marks and tags."""
    if kind == "text":
        return html.unescape(ANCHOR.sub(lambda found: found.group(3), _content(body)))
    if kind in ("markdown", "markdown_v2"):
        return _MENTION.sub(r"@\1", _MARKS.sub("", MARKDOWN_LINK.sub(r"\1", _content(body))))
    if kind in ("textcard", "miniprogram_notice", "video"):
        return _TAGS.sub(" ", "\n".join(_filled(body.get("title"), body.get("description"))))
    if kind in ("news", "mpnews"):
        return "\n".join(str(article.get("title", "")) for article in body.get("articles", ()))
    if kind == "template_card":
        return _card_text(body)
    return str(body.get("filename", ""))


def links(kind: str, body: dict[str, Any]) -> list[dict[str, str]]:
    """Return the links a person can tap, in order."""
    if kind == "text":
        return _text_links(_content(body))
    if kind in ("markdown", "markdown_v2"):
        return [{"text": text, "url": url} for text, url in MARKDOWN_LINK.findall(_content(body))]
    if kind == "textcard":
        return [{"text": str(body.get("btntxt") or ""), "url": str(body.get("url"))}]
    if kind == "news":
        return [{"text": str(one.get("title")), "url": str(one.get("url") or "")} for one in body.get("articles", ())]
    return _card_links(body) if kind == "template_card" else []


def message_json(message: Message, member: MemberConfig | None = None) -> dict[str, Any]:
    """Return a message as the control API tells it; for a member, as their client shows it."""
    visible = member is None or message.sender == "member" or is_visible(message.kind, member)
    return {
        "seq": message.seq,
        "at": message.at.isoformat(timespec="seconds"),
        "from": message.sender,
        "sender": message.sender_name,
        "kind": message.kind,
        "content": plain_text(message.kind, message.body) if visible else "",
        "links": links(message.kind, message.body) if visible else [],
        "visible": visible and not message.dropped and not message.recalled,
        "card": message.card,
        "closed": message.closed_text,
        "media_id": message.body.get("media_id"),
        "filename": message.body.get("filename"),
        "msgid": message.msgid,
        "task_id": message.task_id,
        "agentid": message.agentid,
        "recalled": message.recalled,
        "dropped": message.dropped,
        "mentioned": list(message.mentioned),
        "used_bytes": message.used_bytes,
        "allowed_bytes": message.allowed_bytes,
        "raw": message.raw,
    }


def _text_links(text: str) -> list[dict[str, str]]:
    """Return anchors and bare addresses in the order they are read."""
    anchors = {
        found.start(): {"text": found.group(3), "url": html.unescape(found.group(2))} for found in ANCHOR.finditer(text)
    }
    covered = [found.span() for found in ANCHOR.finditer(text)]
    for found in BARE_URL.finditer(text):
        if not any(start <= found.start() < end for start, end in covered):
            anchors[found.start()] = {"text": found.group(), "url": found.group()}
    return [anchors[place] for place in sorted(anchors)]


def _content(body: dict[str, Any]) -> str:
    return str(body.get("content", ""))


def _filled(*values: Any) -> list[str]:
    return [str(value) for value in values if value]


def _card_text(card: dict[str, Any]) -> str:
    main, emphasis = card.get("main_title") or {}, card.get("emphasis_content") or {}
    quote = card.get("quote_area") or {}
    lines = _filled(main.get("title"), main.get("desc"), emphasis.get("title"), emphasis.get("desc"))
    lines += _filled(quote.get("title"), quote.get("quote_text"), card.get("sub_title_text"))
    for row in card.get("vertical_content_list") or ():
        lines += _filled(row.get("title"), row.get("desc"))
    for row in card.get("horizontal_content_list") or ():
        lines.append(" ".join(_filled(row.get("keyname"), row.get("value"))))
    return "\n".join([*lines, *_filled(card.get("replace_text"))])


def _card_links(card: dict[str, Any]) -> list[dict[str, str]]:
    lists = ("horizontal_content_list", "jump_list", "button_list")
    rows = [card.get("quote_area") or {}, *(row for name in lists for row in card.get(name) or ())]
    rows.append(card.get("card_action") or {})
    leading = [row for row in rows if row.get("type") == 1 and row.get("url")]
    return [{"text": str(_label(row)), "url": str(row["url"])} for row in leading]


def _label(row: dict[str, Any]) -> Any:
    return row.get("title") or row.get("value") or row.get("text") or ""
