"""Text and the markdown subset of apps as safe HTML: everything is escaped but what the platform shows."""

import html
import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

from simulator.bench.plain import ANCHOR, BARE_URL

_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<bold>[^\n]+?)\*\*"
    r"|!\[(?P<alt>[^\]\n]*)\]\((?P<image>[^)\s]+)\)"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>[^)\s]+)\)"
    r"|<font color=[\"']?(?P<colour>info|comment|warning)[\"']?>(?P<coloured>.*?)</font>"
    r"|<@(?P<mention>[^>\s]{1,64})>"
)
_HEADING = re.compile(r"(#{1,6}) +(.*)")

NameOf = Callable[[str], str]


def text_html(text: str) -> Markup:
    """Return a text message: <a href> and bare addresses can be tapped, to http and https only."""
    parts, end = [], 0
    for found in ANCHOR.finditer(text):
        parts += [_with_addresses(text[end : found.start()]), link(html.unescape(found.group(2)), found.group(3))]
        end = found.end()
    return Markup("").join([*parts, _with_addresses(text[end:])])


def _with_addresses(text: str) -> Markup:
    parts, end = [], 0
    for found in BARE_URL.finditer(text):
        parts += [escape(text[end : found.start()]), link(found.group(), found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def card_text_html(text: str) -> Markup:
    """Return the description of a text card: <br> and the three grey, highlighted and normal blocks work."""
    safe = str(escape(text))
    safe = re.sub(r"&lt;br ?/?&gt;", "<br>", safe)
    safe = re.sub(r"&lt;div class=&#34;(gray|highlight|normal)&#34;&gt;", r'<span class="block \1">', safe)
    opened = safe.count('<span class="block')
    safe = safe.replace("&lt;/div&gt;", "</span>", opened)
    missing = opened - safe.count("</span>")
    return Markup(safe + "</span>" * missing)  # noqa: S704  escaped above, only known tags are put back


def markdown_html(text: str, name_of: NameOf = str) -> Markup:
    """Return the markdown subset of apps: headings, bold, links, code, quotes, three colours."""
    return Markup("").join(_blocks(text.split("\n"), name_of))


def inline(text: str, name_of: NameOf) -> Markup:
    """Return one line with its marks."""
    parts, end = [], 0
    for found in _INLINE.finditer(text):
        parts += [escape(text[end : found.start()]), _mark(found, name_of)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def link(url: str, label: str) -> Markup:
    """Return a link that opens beside the simulator; other schemes stay plain text."""
    if not url.lower().startswith(("http://", "https://")):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def heading(line: str, name_of: NameOf) -> Markup | None:
    """Return a heading line, None for any other line."""
    found = _HEADING.fullmatch(line)
    if found is None:
        return None
    return Markup('<p class="h h{}">{}</p>').format(len(found.group(1)), inline(found.group(2), name_of))


def _blocks(lines: list[str], name_of: NameOf) -> Iterator[Markup]:
    quote: list[Markup] = []
    for line in lines:
        if line.startswith(">"):
            quote.append(inline(line[1:].strip(), name_of))
            continue
        if quote:
            yield _quote(quote)
            quote = []
        if line.strip():
            yield heading(line, name_of) or Markup("<p>{}</p>").format(inline(line, name_of))
    if quote:
        yield _quote(quote)


def _quote(lines: list[Markup]) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(Markup("<br>").join(lines))


def _mark(found: re.Match[str], name_of: NameOf) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    if found["bold"]:
        return Markup("<b>{}</b>").format(inline(found["bold"], name_of))
    if found["image"]:
        return link(found["image"], found["alt"] or found["image"])
    if found["label"]:
        return link(found["url"], found["label"])
    if found["colour"]:
        return Markup('<span class="{}">{}</span>').format(found["colour"], inline(found["coloured"], name_of))
    return Markup('<span class="at">@{}</span>').format(name_of(found["mention"]))
