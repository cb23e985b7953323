"""Logs: readable, on standard error, and without secrets whatever happens."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable

import pytest
import structlog

from bot.logs import RedactingHandler, configure_logs
from tests.edge.conftest import LIBRARIES

TOKEN = "123456:AAbb-cc_dd"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
PASSWORD = 'pa"ss\\wörd'

pytestmark = pytest.mark.usefixtures("logging_as_before")


@pytest.fixture(params=[False, True], ids=["console", "json"])
def as_json(request: pytest.FixtureRequest) -> bool:
    """A pipeline at DEBUG, libraries included, in each of its two forms."""
    chosen: bool = request.param
    configure_logs(level="DEBUG", as_json=chosen, secrets=(PASSWORD, TOKEN))
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.DEBUG)
    return chosen


def fail_with_a_chain() -> None:
    unspoken = "only a local"
    try:
        raise OSError(f"Connection timeout to host {URL}", len(unspoken))
    except OSError as error:
        try:
            raise KeyError(URL) from error
        except KeyError:
            raise RuntimeError({"url": [URL], "password": PASSWORD})  # noqa: B904


def log_a_chain(logger: logging.Logger) -> None:
    try:
        fail_with_a_chain()
    except RuntimeError:
        logger.exception("call to %s failed", URL)


def log_a_group(logger: logging.Logger) -> None:
    error = ExceptionGroup(URL, [OSError(URL), ValueError(PASSWORD)])
    error.add_note(URL)
    logger.error("failed", exc_info=error)


def log_with_structlog(logger: logging.Logger) -> None:
    try:
        fail_with_a_chain()
    except RuntimeError:
        structlog.get_logger(logger.name).bind(address=URL).exception("failed %s", URL, nested=[{"u": (URL, PASSWORD)}])


def log_extra(logger: logging.Logger) -> None:
    logger.debug("calling", extra={"address": URL, "body": {"password": PASSWORD}})


def log_objects(logger: logging.Logger) -> None:
    logger.info("HTTP Request: %s %r %s", "POST", URL.encode(), {"a": [URL, PASSWORD]}, stack_info=True)


def log_a_broken_line(logger: logging.Logger) -> None:
    record = logger.makeRecord(logger.name, logging.INFO, __file__, 1, "%d calls", (URL,), None)
    next(found for found in logging.getLogger().handlers if isinstance(found, RedactingHandler)).handle(record)


def log_a_warning(_logger: logging.Logger) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(URL, stacklevel=1)


@pytest.mark.parametrize("name", ["bot.transport", "httpx", "telegram", "aiohttp.access"])
@pytest.mark.parametrize(
    "log", [log_a_chain, log_a_group, log_with_structlog, log_extra, log_objects, log_a_broken_line, log_a_warning]
)
def test_no_secret_reaches_the_log_at_debug(
    as_json: bool, name: str, log: Callable[[logging.Logger], None], capsys: pytest.CaptureFixture[str]
) -> None:
    log(logging.getLogger(name))
    out, written = capsys.readouterr()
    assert out == ""
    assert written.strip()
    assert "AAbb" not in written
    for form in (PASSWORD, json.dumps(PASSWORD)[1:-1], json.dumps(PASSWORD, ensure_ascii=False)[1:-1]):
        assert form not in written


def test_a_token_with_an_encoded_colon_is_hidden_too(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("bot").info("https://api.telegram.org/bot99%3AXXyyZZ/getMe and /file/bot7:ab-c_d/x")
    written = capsys.readouterr().err
    assert "XXyyZZ" not in written
    assert "ab-c_d" not in written
    assert "/bot***/getMe" in written


def test_a_traceback_is_there_but_without_local_variables(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    log_a_chain(logging.getLogger("bot"))
    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "Connection timeout to host" in written
    assert "only a local" not in written


def test_a_json_line_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(level="INFO", as_json=True)
    structlog.get_logger("bot.x").info("sent", chat=7)
    logging.getLogger("bot.y").warning("late\nby %s", 3, extra={"rung": "H-7"})
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["level"], first["logger"], first["chat"]) == ("sent", "info", "bot.x", 7)
    assert (second["event"], second["rung"]) == ("late\nby 3", "H-7")


def test_a_name_cannot_forge_a_line_or_drive_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(level="INFO", as_json=False)
    logging.getLogger("bot").warning("hello %s", "Budi\n2026-01-01 [info] all is well\x1b[2J")
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert "\x1b[2J" not in written


def test_libraries_stay_quiet_when_our_own_packages_speak(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(level="DEBUG", as_json=False)
    for name in LIBRARIES:
        logging.getLogger(name).info("library")
    for name in ("bot.x", "handlers.x", "scheduler.x", "db.x"):
        logging.getLogger(name).debug("ours")
    written = capsys.readouterr().err
    assert (written.count("library"), written.count("ours")) == (0, 4)


def test_configuring_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(level="INFO", as_json=False)
    configure_logs(level="INFO", as_json=False)
    logging.getLogger("bot").info("once")
    assert capsys.readouterr().err.count("once") == 1
