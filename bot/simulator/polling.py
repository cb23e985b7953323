"""Holds a poll until something arrives; the one place where the fronts wait on the core."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.simulator.refusals import refuse

if TYPE_CHECKING:
    from bot.simulator.core import Simulator
    from bot.simulator.decoding import Request

LONGEST_POLL = 50


async def answer(simulator: Simulator, request: Request) -> tuple[int, dict[str, Any]]:
    """Answer a call; a poll that finds nothing is held for up to its timeout, in seconds of real time.

    The older of two held polls ends with a 409 (C).
    """
    if request.method.lower() != "getupdates":
        return simulator.call(request.token, request.method, request.params, request.files)
    number = simulator.updates.end_polls("conflict_poller")
    simulator.changes.wake()
    status, envelope = simulator.call(request.token, request.method, request.params, request.files)
    seconds = _timeout(request.params)
    if envelope.get("result") != [] or seconds <= 0:
        return status, envelope
    return await _hold(simulator, request, number, seconds)


async def _hold(simulator: Simulator, request: Request, number: int, seconds: float) -> tuple[int, dict[str, Any]]:
    changed = asyncio.Event()
    stop_listening = simulator.changes.listen(changed.set)
    # What the poll confirmed or asked for was taken in by its first look.
    again = {name: value for name, value in request.params.items() if name in ("limit", "timeout")}
    try:
        async with asyncio.timeout(seconds):
            while True:
                await changed.wait()
                changed.clear()
                if simulator.updates.poll_number != number:
                    return _ended(simulator)
                if simulator.updates.waiting:
                    status, envelope = simulator.call(request.token, request.method, again)
                    if envelope.get("result") != []:
                        return status, envelope
    except TimeoutError:
        return 200, {"ok": True, "result": []}
    finally:
        stop_listening()


def _ended(simulator: Simulator) -> tuple[int, dict[str, Any]]:
    refused = refuse(simulator.updates.ended_by)
    return refused.code, refused.envelope()


def _timeout(params: Mapping[str, Any]) -> float:
    try:
        return float(min(max(int(params.get("timeout", 0)), 0), LONGEST_POLL))
    except (TypeError, ValueError):
        return 0.0
