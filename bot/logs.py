"""One pipeline for every line of the log, on standard error, in which no secret survives."""

from __future__ import annotations

import json
import logging
import sys

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redact import redact

OWN_PACKAGES = ("bot", "handlers", "scheduler", "db")
"""These follow LOG_LEVEL. Libraries stay at WARNING: at DEBUG they would write down what people say to the bot."""

CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), 127) if code != 9}
"""What must not stand in a message: it could pass for further lines, or drive a terminal."""


def configure_logs(*, level: str, as_json: bool, secrets: tuple[str, ...] = ()) -> None:
    """Send all logs of this process to standard error; calling it again replaces what it did before.

    level: the name of a level, for the packages of this program; secrets: texts to hide besides bot tokens.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _without_leftovers,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    _attach(RedactingHandler(_formatter(shared, as_json=as_json), secrets))
    logging.captureWarnings(True)
    logging.getLogger().setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    for package in OWN_PACKAGES:
        logging.getLogger(package).setLevel(level)


def _formatter(shared: list[Processor], *, as_json: bool) -> ProcessorFormatter:
    """Render a line; a traceback is its plain text, which has no local variables."""
    last: list[Processor] = [
        ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
    ]
    if as_json:
        last.append(structlog.processors.JSONRenderer(ensure_ascii=False, default=repr))
    else:
        last += [_one_line, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return ProcessorFormatter(foreign_pre_chain=shared, processors=last)


def _without_leftovers(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop what the formatter of another handler left on the record; it is no extra."""
    event.pop("message", None)
    event.pop("asctime", None)
    return event


def _one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Escape the control characters of a message; the traceback under it keeps its lines."""
    event["event"] = str(event.get("event", "")).translate(CONTROLS)
    return event


class RedactingHandler(logging.Handler):
    """Writes to standard error. It hides secrets last, in the finished line, so that nothing gets around it."""

    def __init__(self, formatter: logging.Formatter, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self.setFormatter(formatter)
        escaped = {
            json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for secret in secrets for ascii_only in (True, False)
        }
        # A secret may be part of a longer one, which must go first.
        self._secrets = tuple(sorted({*secrets, *escaped}, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Say that a line was lost; the default would print its arguments as they are."""
        kind = sys.exc_info()[0] or Exception
        try:
            sys.stderr.write(f"A line of the log was lost: {kind.__name__} at {record.name}:{record.lineno}\n")
        except (OSError, ValueError):  # standard error itself is gone
            return


def _attach(handler: RedactingHandler) -> None:
    """Put our handler in the place of our former one; those of others, such as of tests, stay."""
    root = logging.getLogger()
    for former in [found for found in root.handlers if isinstance(found, RedactingHandler)]:
        root.removeHandler(former)
    root.addHandler(handler)
