"""A question as it was understood, in keys and codes: what is kept of it, and how it is read again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.agencies import AgencyRef
from bot.domain.period_words import PeriodKind, PeriodQuery, resolve
from bot.services.directory import Registry
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.intents import Intent
from bot.services.understanding.reading import Reading

MOST_AGENCIES = 20
FLAGS = ("is_trend", "is_range", "is_chart", "is_contacts", "is_own", "is_publication")


def packed(reading: Reading) -> dict[str, Any]:
    """What is kept of a question: keys of agencies, codes, and the few words that name its periods."""
    return {
        "intent": reading.intent.value,
        "breadth": reading.breadth.value,
        "agencies": [agency.id for agency in reading.agencies[:MOST_AGENCIES]],
        "choices": [agency.id for agency in reading.choices[:MOST_AGENCIES]],
        "action": reading.action,
        "periods": [[query.kind.value, query.number, query.year, query.words] for query in reading.queries],
        "unknown_period": reading.unknown_period,
        "flags": [flag for flag in FLAGS if getattr(reading, flag)],
    }


def unpacked(kept: Mapping[str, Any], *, registry: Registry, today: date) -> Reading | None:
    """The question again, with the agencies and periods of today.

    None where it cannot be read, as after a change of the program, or where an agency is no longer there.
    """
    try:
        agencies, choices = _agencies(kept["agencies"], registry), _agencies(kept["choices"], registry)
        queries = tuple(
            PeriodQuery(PeriodKind(kind), number, year, 0, len(words), words)
            for kind, number, year, words in kept["periods"]
        )
        period = resolve(queries[0], registry.periods, today) if queries else None
        return Reading(
            intent=Intent(kept["intent"]),
            breadth=Breadth(kept["breadth"]),
            agencies=agencies,
            choices=choices,
            action=kept["action"],
            query=queries[0] if period else None,
            queries=queries if period else (),
            period=period,
            unknown_period=kept["unknown_period"],
            is_trend="is_trend" in kept["flags"],
            is_range="is_range" in kept["flags"],
            is_chart="is_chart" in kept["flags"],
            is_contacts="is_contacts" in kept["flags"],
            is_own="is_own" in kept["flags"],
            is_publication="is_publication" in kept["flags"],
        )
    except (KeyError, TypeError, ValueError):
        return None


def agencies_in(kept: Mapping[str, Any]) -> set[int]:
    """The keys of the agencies that a question was or may have been about."""
    return {*kept.get("agencies", ()), *kept.get("choices", ())}


def _agencies(keys: Sequence[int], registry: Registry) -> tuple[AgencyRef, ...]:
    return tuple(registry.agencies[key] for key in keys)
