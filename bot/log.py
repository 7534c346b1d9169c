"""The log: one JSON object a line for machines, readable lines on a terminal, and never a secret."""

from __future__ import annotations

import logging
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict

from bot.masking import masked, without_rows
from bot.settings import Settings

OURS: Final = "honghui"


def _without_rows(_logger: Any, _name: str, event: EventDict) -> EventDict:
    if "exception" in event:
        event["exception"] = without_rows(event["exception"])
    return event


# What every line goes through, ours and that of the libraries.
FIRST: Final[list[Any]] = [
    # What is said while a message is in hand carries the message's key.
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
    _without_rows,
]


def configure_log(settings: Settings, stream: TextIO) -> None:
    """Send the log of this process, ours and that of the libraries, to one stream."""
    structlog.configure(
        processors=[*FIRST, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=lambda *_: logging.getLogger(OURS),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(settings, is_terminal=stream.isatty()))
    # A log that cannot be written must stop nobody's work.
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)


def _formatter(settings: Settings, *, is_terminal: bool) -> logging.Formatter:
    """Write lines for whoever reads them, and blot out what is secret last, in whatever they have become."""
    last: Any = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if is_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )

    def mask(_logger: Any, _name: str, line: Any) -> str:
        return masked(line, settings)

    cleaned = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=FIRST, processors=[cleaned, last, mask])
