"""Tells those who wait that something changed: the page, held polls, webhook delivery."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

REMEMBERED = 2_000


@dataclass
class Changes:
    """A version that grows with every change, and what changed in the last ones."""

    version: int = 0
    _log: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _listeners: list[Callable[[], None]] = field(default_factory=list)

    def note(self, *topics: str) -> None:
        """Record changes such as `world`, `clock`, `journal`, `chat:<chat>:<person>`, and wake who waits."""
        self.version += 1
        self._log.extend((self.version, topic) for topic in topics)
        self.wake()

    def wake(self) -> None:
        """Have those who wait look again, for what the page does not show: updates, polls, the webhook."""
        for listener in tuple(self._listeners):
            listener()

    def since(self, version: int) -> list[str]:
        """What changed after a version, each once."""
        return list(dict.fromkeys(topic for number, topic in self._log if number > version))

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have a function called at every change; returns what takes it off again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
