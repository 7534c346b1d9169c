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


def configure_log(settings: Settings, stream: TextIO) -> None:
    """Send the log of this process, ours and that of the libraries, to one stream."""
    first: list[Any] = [
        # What is said while a message is in hand carries the message's key.
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        _without_rows,
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
