"""Results that the database could not take, each in a file of its own on this machine until it can."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.services.settlement import Outcome, Result, Settlement

log = structlog.get_logger(__name__)

SUFFIX, UNREADABLE = ".json", ".unreadable"


class Spool:
    """A folder of results; a file that has its name is whole, also after a power cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, settlements: Sequence[Settlement]) -> None:
        """Write results down for good; raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what lies here names chats
        for one in settlements:
            path = self._path(one)
            part = path.with_suffix(".part")
            with part.open("w", encoding="utf-8") as file:
                json.dump(_to_json(one), file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        self._sync()

    def load(self) -> list[Settlement]:
        """Every result that lies here; what cannot be read is set aside and named in the log."""
        found = []
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            try:
                found.append(_from_json(json.loads(path.read_text("utf-8"))))
            except FileNotFoundError:
                continue  # another process of this machine was faster
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                log.error("spool_unreadable", file=path.name, error=type(error).__name__)
                path.replace(path.with_suffix(UNREADABLE))
        return found

    def forget(self, settlements: Sequence[Settlement]) -> None:
        """Remove results that the database has taken."""
        for one in settlements:
            self._path(one).unlink(missing_ok=True)

    def set_aside(self, settlement: Settlement) -> None:
        """Keep a result that the database will never take for somebody to look at, and load it no more."""
        self._path(settlement).replace(self._path(settlement).with_suffix(UNREADABLE))

    def _path(self, settlement: Settlement) -> Path:
        return self.folder / f"{settlement.attempt_id}{SUFFIX}"

    def _sync(self) -> None:
        """Make the new names last, not only what is in the files."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _to_json(settlement: Settlement) -> dict[str, Any]:
    result = asdict(settlement.result) | {"retry_in": settlement.result.retry_in.total_seconds()}
    return asdict(settlement) | {"result": result, "at": settlement.at.isoformat()}


def _from_json(kept: Mapping[str, Any]) -> Settlement:
    result = dict(kept["result"])
    outcome, retry_in = Outcome(result.pop("outcome")), timedelta(seconds=result.pop("retry_in"))
    at = datetime.fromisoformat(kept["at"])
    return Settlement(
        int(kept["outbox_id"]),
        str(kept["attempt_id"]),
        int(kept["telegram_id"]),
        Result(outcome, retry_in=retry_in, **result),
        at,
        str(kept.get("reference", "")),
    )
