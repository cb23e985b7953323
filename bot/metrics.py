"""What a monitor reads of this process, in the words of Prometheus; nothing in it is about a person."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CALL_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 35.0)
UPDATE_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
MISREAD = "misread"
"""In place of an intent: somebody said that another agency was meant."""
DELIVERY_SECONDS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 43200.0, 86400.0)


class Metrics:
    """The figures of one process, kept apart from those of any other bot in it.

    The counters and histograms are filled as things happen, the gauges right before they are read.
    """

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.updates = Counter(
            "sigap_updates", "Updates by outcome: handled, failed, put_off, superseded.", ["outcome"], registry=registry
        )
        self.update_seconds = Histogram(
            "sigap_update_seconds", "Time to handle an update.", buckets=UPDATE_SECONDS, registry=registry
        )
        self.sentences = Counter(
            "sigap_sentences",
            "Private sentences by what they were taken to ask for; none: not understood, misread: said to be wrong.",
            ["intent"],
            registry=registry,
        )
        self.received = Counter("sigap_updates_received", "Updates stored, none of them twice.", registry=registry)
        self.calls = Counter(
            "sigap_telegram_calls",
            "Calls of the Bot API by method and outcome: ok, refused, throttled (429), broken.",
            ["method", "outcome"],
            registry=registry,
        )
        self.call_seconds = Histogram(
            "sigap_telegram_call_seconds",
            "Time until Telegram answered.",
            ["method"],
            buckets=CALL_SECONDS,
            registry=registry,
        )
        self.delivery_seconds = Histogram(
            "sigap_delivery_seconds",
            "Time from when a message was due to when Telegram had it.",
            buckets=DELIVERY_SECONDS,
            registry=registry,
        )
        self._add_gauges(registry)

    def _add_gauges(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, help_text: str, *labels: str) -> Gauge:
            return Gauge(f"sigap_{name}", help_text, labels, registry=registry)

        self.database_up = gauge("database_up", "Whether the database answered just now.")
        self.outbox = gauge("outbox_messages", "Messages of the outbox by state.", "state")
        self.oldest_due = gauge("outbox_oldest_due_seconds", "For how long the oldest due message has waited.")
        self.planner_lag = gauge("planner_lag_seconds", "How far the planner is behind the clock.")
        self.inbox_waiting = gauge("inbox_waiting", "Updates that wait to be handled.")
        self.inbox_lag = gauge("inbox_oldest_seconds", "For how long the oldest of these has waited.")
        self.inbox_failed = gauge("inbox_set_aside", "Updates set aside with an error, kept for a look.")
        self.tick_age = gauge("tick_age_seconds", "Time since a part last did its work.", "part")
        self.leads = gauge("lease_held", "Whether this process holds a lease.", "name")
        gauge("build_info", "Which program this is; always 1.", "version", "python").labels(
            _version(), platform.python_version()
        ).set(1)

    def set_outbox(self, counts: Mapping[str, int]) -> None:
        """Take over how many messages there are in each state."""
        for state, number in counts.items():
            self.outbox.labels(state).set(number)

    def text(self) -> bytes:
        """All figures in the text format."""
        return generate_latest(self.registry)


def _version() -> str:
    try:
        return version("sigap")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"
