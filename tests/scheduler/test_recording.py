"""Results that the database cannot take wait on this machine, and come in later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession
from structlog.testing import capture_logs

from bot.services.outbox import LEASE
from bot.services.settlement import Outcome, Result, Settlement, reap
from db.engine import Sessions
from db.models import OutboxState
from scheduler.recording import Recorder
from scheduler.sender import Sender, nowhere
from scheduler.spool import Spool
from tests.reminder_world import H_7
from tests.scheduler.conftest import FAST, Post


@dataclass
class Failing:
    """A database that goes away after so many transactions, and takes reads all along."""

    real: Sessions
    left: int

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[AsyncSession]:
        async with self.real() as session:
            yield session

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        self.left -= 1
        if self.left < 0:
            raise ConnectionRefusedError("the database is away")
        async with self.real.begin() as session:
            yield session


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """An empty folder for results."""
    return Spool(tmp_path / "spool")


def sender_of(post: Post, spool: Spool, transactions: int) -> Sender:
    """A sender whose database goes away after so many transactions."""
    sessions = cast(Any, Failing(post.deps.sessions, transactions))
    return Sender(replace(post.deps, sessions=sessions), post.bot, FAST, clock=post.clock, spool=spool)


async def test_a_result_that_cannot_be_recorded_is_kept_and_replayed(post: Post, spool: Spool) -> None:
    await sender_of(post, spool, transactions=2).run()  # the claim and the intent, but not the result
    assert ((await post.row()).state, len(spool.load())) == (OutboxState.SENDING, 1)
    async with post.deps.sessions.begin() as session:
        await reap(session, now=H_7 + LEASE)
    back = Sender(post.deps, post.bot, FAST, clock=post.clock, spool=spool)
    assert await back.replay() == 1
    row = await post.row()
    assert (row.state, row.message_id, row.sent_at) == (OutboxState.SENT, 101, H_7)
    assert spool.load() == []
    assert await back.replay() == 0
    assert len(post.wire.sent) == 1


async def test_results_stay_in_the_spool_while_the_database_is_away(post: Post, spool: Spool) -> None:
    await sender_of(post, spool, transactions=2).run()
    with pytest.raises(ConnectionRefusedError):
        await sender_of(post, spool, transactions=0).replay()
    assert len(spool.load()) == 1


async def test_a_file_that_is_no_result_is_set_aside_and_holds_up_no_other(post: Post, spool: Spool) -> None:
    await sender_of(post, spool, transactions=2).run()
    for name, content in (("0.json", "{"), ("1.json", "[]"), ("2.json", '{"result": {}}')):
        (spool.folder / name).write_text(content)
    assert len(spool.load()) == 1
    assert sorted(path.name for path in spool.folder.glob("*.unreadable")) == [
        "0.unreadable",
        "1.unreadable",
        "2.unreadable",
    ]


async def test_what_cannot_be_intended_is_not_sent(post: Post, spool: Spool) -> None:
    with pytest.raises(ConnectionRefusedError):
        await sender_of(post, spool, transactions=1).run()
    assert post.wire.sent == []
    assert (await post.row()).state is OutboxState.LEASED


async def test_what_every_kind_of_result_says_survives_the_spool(post: Post, spool: Spool) -> None:
    await sender_of(post, spool, transactions=2).run()
    (kept,) = spool.load()
    spool.keep([kept])
    assert spool.load() == [kept]


async def test_results_that_are_neither_recorded_nor_kept_are_an_error_for_everybody(post: Post) -> None:
    away = cast(Any, Failing(post.deps.sessions, 0))
    recorder = Recorder(replace(post.deps, sessions=away), None, nowhere)
    results = [Settlement(1, f"percobaan-{n}", 1001, Result(Outcome.DELIVERED, message_id=n), H_7) for n in range(3)]
    ended = await asyncio.gather(*(recorder.record(one) for one in results), return_exceptions=True)
    assert [type(error) for error in ended] == [ConnectionRefusedError] * 3
    recorder = Recorder(post.deps, None, nowhere)
    await asyncio.gather(*(recorder.record(one) for one in results))


def results_of(*message_ids: int) -> list[Settlement]:
    """Results of which the database can take every number that is not without end."""
    delivered = [Result(Outcome.DELIVERED, message_id=number) for number in message_ids]
    return [Settlement(1, f"percobaan-{place}", 1001, result, H_7) for place, result in enumerate(delivered)]


async def test_a_result_that_no_database_can_hold_takes_no_other_with_it(sessions: Sessions, post: Post) -> None:
    settled: list[str] = []
    recorder = Recorder(replace(post.deps, sessions=sessions), None, settled.append)
    ended = await asyncio.gather(*map(recorder.record, results_of(1, 2**70, 3)), return_exceptions=True)
    assert all(ended)  # whoever came together hears that something is missing
    assert settled == ["settled", "settled"]


async def test_a_kept_result_that_no_database_can_hold_is_set_aside(
    sessions: Sessions, post: Post, spool: Spool
) -> None:
    spool.keep(results_of(2**70, 2))
    recorder = Recorder(replace(post.deps, sessions=sessions), spool, nowhere)
    assert await recorder.replay() == 2
    assert [path.name for path in spool.folder.iterdir()] == ["percobaan-0.unreadable"]
    assert oct(spool.folder.stat().st_mode)[-3:] == "700"


async def test_the_log_names_the_reference_of_each_message(post: Post) -> None:
    with capture_logs() as logs:
        await post.sender.run()
    told = [(line["reference"], line["outcome"]) for line in logs if line["event"] == "message_settled"]
    assert told == [((await post.row()).reference, "delivered")]
