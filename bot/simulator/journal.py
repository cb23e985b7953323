"""What the bot called and what it was answered: the ground truth about lost, duplicate and wrong calls."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KEPT = 50_000
"""Calls that are remembered; older ones are forgotten, their violations are not."""


@dataclass(frozen=True)
class Violation:
    """Something that a correct bot never does."""

    kind: str
    text: str
    at: datetime
    call_id: int | None = None


@dataclass(frozen=True)
class JournalCall:
    """One call. `status` 0: no answer was given; `accepted`: it was carried out; `rule`: what refused it."""

    id: int
    at: datetime
    method: str
    params: Mapping[str, Any]
    status: int
    answer: Mapping[str, Any]
    accepted: bool
    violations: tuple[Violation, ...] = ()
    fault: str | None = None
    rule: str | None = None

    @property
    def result(self) -> Any:
        """What the call returned, None when it was refused."""
        return self.answer.get("result")


@dataclass
class Journal:
    """Calls in their order, and every violation ever seen."""

    calls: deque[JournalCall] = field(default_factory=lambda: deque(maxlen=KEPT))
    violations: list[Violation] = field(default_factory=list)
    last_id: int = 0

    def record(
        self,
        method: str,
        params: Mapping[str, Any],
        status: int,
        answer: Mapping[str, Any],
        *,
        at: datetime,
        violations: tuple[tuple[str, str], ...] = (),
        fault: str | None = None,
        rule: str | None = None,
    ) -> JournalCall:
        """Write down one call with the violations that it amounts to, as pairs of kind and text."""
        self.last_id += 1
        found = tuple(Violation(kind, text, at, self.last_id) for kind, text in violations)
        accepted = bool(answer.get("ok"))
        call = JournalCall(self.last_id, at, method, params, status, answer, accepted, found, fault, rule)
        self.calls.append(call)
        self.violations.extend(found)
        return call

    def since(self, call_id: int) -> list[JournalCall]:
        """Calls after the one with this id."""
        newer: list[JournalCall] = []
        for call in reversed(self.calls):
            if call.id <= call_id:
                break
            newer.append(call)
        return newer[::-1]

    def of(self, method: str) -> list[JournalCall]:
        """Calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]
