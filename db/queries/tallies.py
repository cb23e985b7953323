"""Duties counted by agency in the database, so that a recap of the nation reads rows by the hundred, not thousand."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ColumnElement, Row, Select, case
from sqlalchemy import select as select_columns
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import and_, col, func, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import DeadlineKind, ReportState, VerificationState
from bot.domain.tallies import AgencyTally, Tally, earliest, latest
from db.models import Achievement, Action, Assignment, Deadline, Period, Submission, Target, Verification
from db.queries.duties import has_targets, in_force
from db.types import Moment

ForAll, ForOne = aliased(Deadline), aliased(Deadline)
DUE_AT = func.coalesce(col(ForOne.due_at), col(ForAll.due_at))
FACTS: tuple[type[Submission] | type[Verification] | type[Achievement], ...] = (Submission, Verification, Achievement)
REPORTED = col(Submission.state).in_([ReportState.REPORTED, ReportState.NIL, ReportState.OBSTACLE])
RETURNED = func.coalesce(col(Verification.state) == VerificationState.RETURNED, False)
VERIFIED = func.coalesce(
    and_(col(Verification.state) == VerificationState.VERIFIED, col(Submission.state) != ReportState.OBSTACLE), False
)
OBSTACLE = and_(col(Submission.state) == ReportState.OBSTACLE, ~RETURNED)


class distinct_texts(FunctionElement[list[str | None]]):
    """The different values of a column in a group, as a list; None stands for rows without one."""

    type = JSON()
    name = "distinct_texts"
    inherit_cache = True


@compiles(distinct_texts, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"json_group_array(DISTINCT {compiler.process(element.clauses, **kw)})"


@compiles(distinct_texts, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"json_agg(DISTINCT {compiler.process(element.clauses, **kw)})"


async def list_tallies(
    session: AsyncSession, period_id: int, agency_ids: Collection[int] | None = None
) -> list[AgencyTally]:
    """What every agency, or some, owe in a period, counted by the rules of `bot.domain.duties.count`."""
    statement = _statement(period_id)
    if agency_ids is not None:
        statement = statement.where(col(Assignment.agency_id).in_(agency_ids))
    rows = (await (await session.connection()).execute(statement)).all()
    return [_tally(row) for row in rows]


def _statement(period_id: int) -> Select[*tuple[Any, ...]]:
    reported_at = col(Submission.reported_at)
    is_late = and_(REPORTED, reported_at > DUE_AT)
    return (
        select_columns(
            col(Assignment.agency_id).label("agency_id"),
            func.max(DUE_AT, type_=Moment()).label("due_at"),
            func.count().label("owed"),
            _number(REPORTED, "reported"),
            _number(is_late, "late"),
            _number(and_(REPORTED, reported_at.is_(None)), "time_unknown"),
            _number(and_(VERIFIED, REPORTED), "verified"),
            _number(RETURNED, "returned"),
            _number(OBSTACLE, "obstacles"),
            _number(and_(or_(~REPORTED, col(Submission.state).is_(None)), ~RETURNED), "not_reported"),
            func.count(col(Achievement.percent)).label("with_figure"),
            _number(and_(col(Achievement.percent).is_not(None), ~VERIFIED), "unverified"),
            func.sum(col(Achievement.percent)).label("percents"),
            *(func.min(col(fact.as_of)).label(f"{fact.__name__}_since") for fact in FACTS),
            *(func.max(col(fact.as_of)).label(f"{fact.__name__}_as_of") for fact in FACTS),
            *(distinct_texts(col(fact.source)).label(f"{fact.__name__}_sources") for fact in FACTS),
        )
        .select_from(Assignment)
        .join(Action, col(Action.id) == col(Assignment.action_id))
        .join(Period, col(Period.cycle_id) == col(Action.cycle_id))
        .outerjoin(Target, in_force(Target))
        .outerjoin(Submission, in_force(Submission))
        .outerjoin(Verification, in_force(Verification))
        .outerjoin(Achievement, in_force(Achievement))
        .outerjoin(ForAll, _deadline(ForAll, col(ForAll.agency_id).is_(None)))
        .outerjoin(ForOne, _deadline(ForOne, col(ForOne.agency_id) == col(Assignment.agency_id)))
        .where(col(Period.id) == period_id, or_(col(Target.id).is_not(None), ~has_targets()))
        .group_by(col(Assignment.agency_id))
        .order_by(col(Assignment.agency_id))
    )


def _number(condition: ColumnElement[bool], label: str) -> ColumnElement[int]:
    return func.count(case((condition, 1))).label(label)


def _deadline(kind: type[Deadline], whose: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(
        col(kind.period_id) == col(Period.id),
        col(kind.kind) == DeadlineKind.REPORT,
        col(kind.superseded_at).is_(None),
        whose,
    )


def _tally(row: Row[Any]) -> AgencyTally:
    timed = row.reported - row.time_unknown
    awaiting = row.owed - row.not_reported - row.returned - row.obstacles - row.verified
    told = {name: [getattr(row, f"{fact.__name__}_{name}") for fact in FACTS] for name in ("since", "as_of", "sources")}
    due_at: datetime | None = row.due_at
    counted = Tally(
        owed=row.owed,
        reported=row.reported,
        on_time=timed - row.late,
        late=row.late,
        time_unknown=row.time_unknown,
        verified=row.verified,
        awaiting=awaiting,
        returned=row.returned,
        obstacles=row.obstacles,
        open=row.not_reported + row.returned,
        with_figure=row.with_figure,
        unverified=row.unverified,
        percents=row.percents if row.percents is not None else Decimal(0),
        since=earliest(*told["since"]),
        as_of=latest(*told["as_of"]),
        sources=tuple(sorted({source for several in told["sources"] for source in several if source})),
    )
    return AgencyTally(row.agency_id, due_at, counted)
