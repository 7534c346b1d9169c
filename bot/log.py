"""The log: one JSON object a line for machines, readable lines on a terminal, and never a secret."""

from __future__ import annotations

import logging
import re
from typing import Any, Final, TextIO

import structlog
from pydantic import SecretStr

from bot.settings import Settings

OURS: Final = "honghui"
MASK: Final = "***"
# Shorter ones would blot out half of every line, and are no secrets.
SHORTEST_SECRET: Final = 4
# WeCom takes tokens and webhook keys in addresses; database addresses carry a password.
_IN_ADDRESSES = re.compile(
    r"([?&](?:access_token|corpsecret|key|ticket|code)=)[^&\s\"'\\]+|(://[^/\s:@]*:)[^\s@]*(?=@)"
)


def masked(text: str, settings: Settings) -> str:
    """Blot out every secret of the settings, and those that addresses carry."""
    for _, value in settings:
        secret = value.get_secret_value() if isinstance(value, SecretStr) else ""
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, MASK)
    return without_secrets(text)


def without_secrets(text: str) -> str:
    """Blot out what addresses carry: tokens, keys, the password of a database."""
    return _IN_ADDRESSES.sub(lambda found: f"{found[1] or found[2]}{MASK}", text)


def configure_log(settings: Settings, stream: TextIO) -> None:
    """Send the log of this process, ours and that of the libraries, to one stream."""
    first: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    last: Any = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if stream.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*first, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=lambda *_: logging.getLogger(OURS),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )

    def mask(_logger: Any, _name: str, line: Any) -> str:
        return masked(line, settings)

    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=first,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                last,
                mask,
            ],
        )
    )
    # A log that cannot be written must stop nobody's work.
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)
