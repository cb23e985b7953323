"""The simulator below the client's encoding: the body is decoded as a server would, and faults break the wire."""

from __future__ import annotations

import json
from typing import NoReturn

import aiohttp
from aiohttp.client_reqrep import ConnectionKey

from bot.simulator.core import Simulator
from bot.simulator.decoding import decode_request
from bot.simulator.faults import TransportFault
from bot.simulator.polling import answer
from bot.simulator.refusals import refuse


class SimulatorWire:
    """A wire that ends in a simulator in this process. No socket is involved, so no timeout ever fires by itself."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    async def open(self) -> None:
        """Nothing to get ready."""

    async def close(self) -> None:
        """Nothing to let go of."""

    async def post(self, url: str, body: bytes, content_type: str, timeouts: object = None) -> tuple[int, bytes]:
        """Return status and body; raises what aiohttp would raise when a fault is set."""
        request = decode_request(url, body, content_type)
        if request is None:
            refused = refuse("not_found")
            return refused.code, json.dumps(refused.envelope()).encode()
        try:
            status, envelope = await answer(self.simulator, request)
        except TransportFault as fault:
            return broken(fault)
        return status, json.dumps(envelope).encode()


def broken(fault: TransportFault) -> tuple[int, bytes]:
    """Answer as a broken connection does: an unreadable body, or the exception that aiohttp raises."""
    if fault.kind == "bad_json":
        return 200, b'{"ok":true,"result":'
    if fault.kind == "error_502":
        return 502, b"<html><head><title>502 Bad Gateway</title></head></html>"
    if fault.kind == "error_504":
        return 504, b""
    _raise(fault.kind)


def _raise(kind: str) -> NoReturn:
    if kind == "refuse":
        key = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)
        raise aiohttp.ClientConnectorError(key, ConnectionRefusedError(111, "Connection refused"))
    if kind == "connect_timeout":
        raise aiohttp.ConnectionTimeoutError("Connection timeout to host")
    if kind == "stall":
        raise aiohttp.SocketTimeoutError("Timeout on reading data from socket")
    if kind == "cut":
        raise aiohttp.ClientPayloadError("Response payload is not completed")
    raise aiohttp.ServerDisconnectedError
