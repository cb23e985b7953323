"""Duties: assigned actions in periods, with their three facts."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, exists, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.duties import Duty, ReportState, VerificationState
from db.models import Achievement, Action, Assignment, Period, Publication, Submission, Target, Verification

AnyTarget = aliased(Target)
Fact = type[Target] | type[Submission] | type[Verification] | type[Achievement]


def in_force(fact: Fact) -> ColumnElement[bool]:
    """The row of a fact that holds now for the assignment and period at hand."""
    return and_(
        col(fact.assignment_id) == col(Assignment.id),
        col(fact.period_id) == col(Period.id),
        col(fact.superseded_at).is_(None),
    )


def has_targets() -> ColumnElement[bool]:
    """Whether any target is set for the period at hand."""
    return exists().where(col(AnyTarget.period_id) == col(Period.id), col(AnyTarget.superseded_at).is_(None))


def _statement() -> Select[*tuple[Any, ...]]:
    published = exists().where(
        col(Publication.assignment_id) == col(Assignment.id), col(Publication.period_id) == col(Period.id)
    )
    return (
        select_columns(
            col(Assignment.id).label("assignment_id"),
            col(Assignment.agency_id).label("agency_id"),
            col(Period.id).label("period_id"),
            col(Action.code).label("action_code"),
            col(Action.title).label("action_title"),
            col(Action.is_sourced).label("is_sourced"),
            col(Target.text).label("target"),
            col(Submission.state).label("report"),
            col(Submission.reported_at).label("reported_at"),
            col(Submission.note).label("note"),
            col(Submission.source).label("submission_source"),
            col(Submission.as_of).label("submission_as_of"),
            col(Verification.state).label("verification"),
            col(Verification.source).label("verification_source"),
            col(Verification.as_of).label("verification_as_of"),
            col(Achievement.percent).label("percent"),
            col(Achievement.source).label("achievement_source"),
            col(Achievement.as_of).label("achievement_as_of"),
            published.label("is_published"),
            has_targets().label("has_targets"),
        )
        .select_from(Assignment)
        .join(Action, col(Action.id) == col(Assignment.action_id))
        .join(Period, col(Period.cycle_id) == col(Action.cycle_id))
        .outerjoin(Target, in_force(Target))
        .outerjoin(Submission, in_force(Submission))
        .outerjoin(Verification, in_force(Verification))
        .outerjoin(Achievement, in_force(Achievement))
        .order_by(col(Period.id), col(Assignment.agency_id), col(Action.id))
    )


async def list_duties(
    session: AsyncSession,
    period_ids: Collection[int],
    agency_ids: Collection[int] | None = None,
    action_ids: Collection[int] | None = None,
    *,
    only_verified: bool = False,
) -> list[Duty]:
    """What is owed in the periods, by all agencies or by some, in all actions or in some, in the order of the actions.

    only_verified: without what no verifier confirmed.

    A duty is an assigned action with a target in that period; where a period has no targets at all,
    every assignment is a duty (interface.md, "Tables for import and export").
    """
    statement = _statement().where(col(Period.id).in_(period_ids))
    if agency_ids is not None:
        statement = statement.where(col(Assignment.agency_id).in_(agency_ids))
    if action_ids is not None:
        statement = statement.where(col(Assignment.action_id).in_(action_ids))
    if only_verified:
        statement = statement.where(col(Verification.state) == VerificationState.VERIFIED)
    rows = (await (await session.connection()).execute(statement)).all()
    return [_duty(row) for row in rows if row.target is not None or not row.has_targets]


async def list_cycles_of(session: AsyncSession, agency_id: int) -> set[int]:
    """The cycles in which an agency has assignments."""
    statement = (
        select(Action.cycle_id)
        .join(Assignment, col(Assignment.action_id) == col(Action.id))
        .where(Assignment.agency_id == agency_id)
        .distinct()
    )
    return set((await session.exec(statement)).all())


async def list_cycles_in_use(session: AsyncSession) -> set[int]:
    """The cycles in which any agency has assignments."""
    statement = select(Action.cycle_id).join(Assignment, col(Assignment.action_id) == col(Action.id)).distinct()
    return set((await session.exec(statement)).all())


async def list_periods_with_returns(session: AsyncSession, since: date) -> set[int]:
    """The periods in which a duty that was returned on or after the day has not been settled yet."""
    statement = (
        select(Verification.period_id)
        .where(
            Verification.state == VerificationState.RETURNED,
            col(Verification.as_of) >= since,
            col(Verification.superseded_at).is_(None),
        )
        .distinct()
    )
    return set((await session.exec(statement)).all())


def _duty(row: Row[Any]) -> Duty:
    verification = row.verification or VerificationState.NONE
    facts = [
        (row.submission_as_of, row.submission_source),
        (row.verification_as_of, row.verification_source),
        (row.achievement_as_of, row.achievement_source),
    ]
    known = sorted(((as_of, source) for as_of, source in facts if as_of is not None), key=lambda fact: fact[0])
    as_of, source = known[-1] if known else (None, next((s for _, s in facts if s), ""))
    return Duty(
        assignment_id=row.assignment_id,
        agency_id=row.agency_id,
        period_id=row.period_id,
        action_code=row.action_code,
        action_title=row.action_title,
        target=row.target,
        report=row.report or ReportState.NONE,
        verification=verification,
        reported_at=row.reported_at,
        percent=row.percent,
        note=row.note or "",
        returned_on=row.verification_as_of if verification is VerificationState.RETURNED else None,
        is_published=row.is_published,
        source=source,
        as_of=as_of,
        earlier=tuple(s for _, s in facts if s and s != source),
        since=known[0][0] if known else None,
        is_sourced=row.is_sourced,
    )
