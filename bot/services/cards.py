"""Cards to share: how agencies stand, in a few lines that hold nothing which their readers may not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agencies import AgencyRef
from bot.domain.duties import DeadlineKind, Duty, Figures, count
from bot.domain.named_periods import read_together
from bot.domain.periods import DeadlineRef, PeriodRef
from bot.domain.permissions import Permission
from bot.domain.tallies import Tally, is_ahead, tally
from bot.services.questions import Question
from bot.services.status import deadline_of, find_period_of
from bot.services.understanding.completion import complete
from bot.services.understanding.reading import Reading, read_argument
from db.queries.duties import list_duties
from db.queries.periods import list_deadlines

MOST_CARDS = 8


@dataclass(frozen=True)
class Card:
    """How an agency stands in a period: counts, deadline, source; no notes and no persons."""

    agency: AgencyRef
    period: PeriodRef
    figures: Figures
    due_at: datetime | None
    is_sample: bool
    tally: Tally
    is_ahead: bool = False


class Lack(StrEnum):
    """Why there is no card to offer."""

    SEAT = "seat"
    PERIOD = "period"  # the one that is typed does not exist
    ACTION = "action"  # a card is about all actions of an agency, never about one
    NAME = "name"


@dataclass(frozen=True)
class Offer:
    """The cards for what is typed so far; where there is none, what is lacking."""

    cards: tuple[Card, ...] = ()
    lack: Lack = Lack.NAME


async def offer_cards(session: AsyncSession, *, question: Question, text: str) -> Offer:
    """Cards of the agencies that can be meant by what is typed so far, or of the asker's own where nothing is.

    Only of agencies that the asker may know about.
    """
    registry = question.registry
    reading = read_argument(text, index=registry.index, periods=registry.periods, today=question.today)
    if question.asker.is_stranger:
        return Offer(lack=Lack.SEAT)
    if reading.unknown_period is not None:
        return Offer(lack=Lack.PERIOD)
    if reading.action is not None:
        return Offer(lack=Lack.ACTION)
    completed = complete(text, index=registry.index)
    sure = () if reading.guessed else reading.agencies
    named = sure + completed or reading.agencies + reading.choices
    if not named and reading.unknown_name is None:
        named = question.asker.agencies
    visible = [agency for agency in dict.fromkeys(named) if question.asker.may(Permission.VIEW_STATUS, agency)]
    asked = _periods_in(reading, question)
    chosen = [
        (agency, period)
        for agency in visible[:MOST_CARDS]
        for period in asked or await _period_of(session, question, agency)
    ]
    return Offer(await _look_up(session, chosen, question.today))


def _periods_in(reading: Reading, question: Question) -> tuple[PeriodRef, ...]:
    """The periods that are named; a quarter that may be two brings a card of each."""
    periods = question.registry.periods
    read = read_together(reading.queries, periods, periods, question.today)
    return tuple(period for found in read for period in (found.chosen, found.other) if period is not None)


async def _period_of(session: AsyncSession, question: Question, agency: AgencyRef) -> tuple[PeriodRef, ...]:
    periods = question.registry.periods
    found = await find_period_of(session, agency=agency, periods=periods, today=question.today)
    return (found,) if found else ()


async def _look_up(
    session: AsyncSession, chosen: Sequence[tuple[AgencyRef, PeriodRef]], today: date
) -> tuple[Card, ...]:
    """The facts of all cards at once: they are asked for at every letter that somebody types."""
    if not chosen:
        return ()
    period_ids = {period.id for _, period in chosen}
    duties = await list_duties(session, period_ids, {agency.id for agency, _ in chosen})
    deadlines = await list_deadlines(session, period_ids)
    return tuple(
        _card(
            agency,
            period,
            [duty for duty in duties if (duty.agency_id, duty.period_id) == (agency.id, period.id)],
            deadline_of(deadlines, period.id, agency.id, DeadlineKind.REPORT),
            today,
        )
        for agency, period in chosen
    )


def _card(agency: AgencyRef, period: PeriodRef, duties: Sequence[Duty], due: DeadlineRef | None, today: date) -> Card:
    counted = tally(duties, due.due_at if due else None)
    return Card(
        agency=agency,
        period=period,
        figures=count(duties, due.due_at if due else None),
        due_at=due.due_at if due else None,
        is_sample=due is not None and due.is_sample,
        tally=counted,
        is_ahead=is_ahead(period, counted, today),
    )
