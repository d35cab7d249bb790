"""One structured line for each thing that happens: readable on a terminal, JSON elsewhere."""

from __future__ import annotations

import logging.config
import os
import sys
from typing import Any

import structlog


def name_the_request(
    _logger: Any, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Django logs a refused request after all middleware, when its name is forgotten already."""
    request = getattr(line.get("_record"), "request", None)
    if name := getattr(request, "kaigong_name", None):
        line.setdefault("request", name)
    return line


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    name_the_request,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]


def _is_readable() -> bool:
    return sys.stderr.isatty() or os.environ.get("KAIGONG_LOG") == "plain"


def configure() -> None:
    """Send structlog's lines through the standard library, so that all lines look the same."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _lines(renderer: Any) -> dict[str, Any]:
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    }


_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)
LOG_FILE = "KAIGONG_LOG_FILE"  # where all lines go as JSON; the terminal keeps warnings and errors


def _handlers(file: str) -> dict[str, dict[str, Any]]:
    terminal = {"class": "logging.StreamHandler", "formatter": "lines"}
    if not file:
        return {"lines": terminal}
    # Each process appends whole lines; the file is opened with the first of them.
    lines = {"class": "logging.FileHandler", "formatter": "json", "filename": file}
    return {
        "lines": terminal | {"level": "WARNING"},
        "file": lines | {"encoding": "utf-8", "delay": True},
    }


def _configuration(file: str) -> dict[str, Any]:
    handlers = _handlers(file)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": _lines(structlog.dev.ConsoleRenderer() if _is_readable() else _JSON),
            "json": _lines(_JSON),
        },
        "handlers": handlers,
        "root": {
            "handlers": list(handlers),
            "level": os.environ.get("KAIGONG_LOG_LEVEL", "WARNING"),
        },
    }


LOGGING = _configuration(os.environ.get(LOG_FILE, ""))


def write_to(file: str) -> None:
    """From now on all lines of this process and its children go to a file, too."""
    os.environ[LOG_FILE] = file
    LOGGING.update(_configuration(file))
    logging.config.dictConfig(LOGGING)
