"""The limits of sending, shared by every replica: who may send when, and what Telegram asked to wait for."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.pacing import NO_TIME, Bucket
from db.queries import rates as queries

ALL = "all"
"""The bucket of everything; whoever changes any bucket holds this one first."""
FREE_LIMIT, PAID_LIMIT = 30.0, 1000.0
"""Messages a second that Telegram takes, without and with paid broadcast (core.telegram.org/bots/faq)."""
PER_CHAT, PER_GROUP = 1.0, 18 / 60
GROUP_LIMIT, MINUTE = 20, 60.0
"""Messages a minute that Telegram takes in one group."""
FEWEST, MOST = 32, 256
"""Messages of one sender that may be on their way at once, at a low and at a high rate."""
UNDER_WAY = 0.25
"""Seconds of the rate that are on their way at once: longer than a call takes, and than the commits around it."""
KEPT = timedelta(minutes=10)
"""How long a bucket that is full again is kept."""


@dataclass(frozen=True)
class Limits:
    """What is allowed, in messages a second. ahead: how far planned messages may take slots in advance.

    Answers go before planned messages: they may run ahead of the even rate by what lies between it and
    Telegram's own limit, and never wait for longer than `ahead` and what other answers took.
    """

    rate: float = 25.0
    per_chat: float = PER_CHAT
    per_group: float = PER_GROUP
    ahead: timedelta = timedelta(seconds=0.5)
    is_paid: bool = False

    @property
    def spacing(self) -> timedelta:
        return timedelta(seconds=1 / self.rate)

    @property
    def in_flight(self) -> int:
        """How many messages may be on their way at once; a sender that is killed leaves as many unclear."""
        return min(MOST, max(FEWEST, round(self.rate * UNDER_WAY)))

    @property
    def headroom(self) -> timedelta:
        """How far answers run ahead: with it, no second holds more than Telegram takes."""
        limit = PAID_LIMIT if self.is_paid else FREE_LIMIT
        return max(NO_TIME, timedelta(seconds=(limit - 1 - self.rate) / self.rate))

    def spacing_of(self, telegram_id: int) -> timedelta:
        """Between two messages to one chat; groups have negative ids."""
        return timedelta(seconds=1 / (self.per_group if telegram_id < 0 else self.per_chat))

    @property
    def group_headroom(self) -> timedelta:
        """How far an answer runs ahead in a group, by the same reckoning."""
        return max(NO_TIME, timedelta(seconds=(GROUP_LIMIT - 1) / self.per_group - MINUTE))


DEFAULTS = Limits()


@dataclass(frozen=True)
class Room:
    """How many planned messages may be claimed now; none: `wait` until it is worth asking again."""

    number: int
    wait: timedelta = NO_TIME


@dataclass(frozen=True)
class Slot:
    """When a message leaves, or, where its chat has no slot soon, from when on it may be claimed again."""

    at: datetime
    is_soon: bool


def chat_key(telegram_id: int) -> str:
    """The key of the bucket of a chat."""
    return f"chat:{telegram_id}"


async def find_room(session: AsyncSession, limits: Limits, *, now: datetime) -> Room:
    """How many slots lie ahead; holds the bucket of all for this transaction, so that they can then be taken."""
    bucket = (await queries.hold_bucket(session, ALL, now)).at(now)
    number = bucket.room(now, limits.spacing, limits.ahead)
    return Room(number, NO_TIME if number else max(NO_TIME, bucket.next_slot(now) - now - limits.ahead / 2))


async def take_slots(session: AsyncSession, limits: Limits, chats: Sequence[int], *, now: datetime) -> list[Slot]:
    """Take a slot for each message, given by the chat it goes to; belongs behind `find_room`.

    What cannot leave soon because of its chat takes none: it is told when to come back.
    """
    keys = {chat_key(chat) for chat in chats}
    found = await queries.list_buckets(session, {ALL, *keys})
    buckets = {key: found.get(key, Bucket.fresh(now)).at(now) for key in {ALL, *keys}}
    taken = {ALL: buckets[ALL]}
    slots = []
    for chat in chats:
        key, spacing = chat_key(chat), limits.spacing_of(chat)
        slot, bucket = buckets[key].take(now, spacing)
        buckets[key] = bucket
        is_soon = slot <= now + 2 * limits.ahead
        if is_soon:
            overall, taken[ALL] = taken[ALL].take(now, limits.spacing)
            slot, taken[key] = max(slot, overall), bucket
        slots.append(Slot(slot, is_soon))
    await queries.put_buckets(session, taken)
    return slots


async def take_answers(session: AsyncSession, limits: Limits, chats: Sequence[int], *, now: datetime) -> list[datetime]:
    """Take slots for answers, each given by its chat: they go before what is planned; private chats are not spaced."""
    return await _take_answers(session, await queries.hold_bucket(session, ALL, now), limits, chats, now)


async def reserve_answers(
    session: AsyncSession, limits: Limits, chats: Sequence[int], *, now: datetime
) -> list[datetime] | None:
    """Take slots for answers as above, or none at all where somebody else holds the limits: nobody waits for them here.

    A replica that stops while it holds them must not keep the others from storing updates.
    """
    bucket = await queries.try_to_hold_bucket(session, ALL)
    return await _take_answers(session, bucket, limits, chats, now) if bucket is not None else None


async def _take_answers(
    session: AsyncSession, bucket: Bucket, limits: Limits, chats: Sequence[int], now: datetime
) -> list[datetime]:
    taken = {ALL: bucket.at(now)}
    groups = {chat_key(chat) for chat in chats if chat < 0}
    known = await queries.list_buckets(session, groups) if groups else {}
    taken |= {key: known.get(key, Bucket.fresh(now)).at(now) for key in groups}
    slots = []
    for chat in chats:
        slot, taken[ALL] = taken[ALL].take(now, limits.spacing, limits.headroom)
        if chat < 0:
            key = chat_key(chat)
            own, taken[key] = taken[key].take(now, limits.spacing_of(chat), limits.group_headroom)
            slot = max(slot, own)
        slots.append(slot)
    await queries.put_buckets(session, taken)
    return slots


@dataclass(frozen=True)
class AnswerSlots:
    """Steps of transactions that take slots for answers, at the time at which it is their turn."""

    limits: Limits
    read_time: Callable[[], datetime]

    async def take(self, session: AsyncSession, chats: Sequence[int]) -> Sequence[datetime]:
        """A slot for each."""
        return await take_answers(session, self.limits, chats, now=self.read_time())

    async def reserve(self, session: AsyncSession, chats: Sequence[int]) -> Sequence[datetime] | None:
        """A slot for each, or none where somebody else holds the limits."""
        return await reserve_answers(session, self.limits, chats, now=self.read_time())


async def close(session: AsyncSession, chats: Collection[int], *, now: datetime, until: datetime) -> None:
    """Let nobody send before a moment, and nothing go to these chats: Telegram asked for it."""
    held = {ALL: await queries.hold_bucket(session, ALL, now)}
    keys = set(map(chat_key, chats))
    known = await queries.list_buckets(session, keys)
    held |= {key: known.get(key, Bucket.fresh(now)) for key in keys}
    await queries.put_buckets(session, {key: bucket.at(now).close(now, until) for key, bucket in held.items()})


async def closed_until(session: AsyncSession, *, now: datetime) -> datetime | None:
    """Until when nothing may be sent because Telegram asked to wait; None while it may."""
    found = await queries.list_buckets(session, [ALL])
    return next((bucket.at(now).closed_until for bucket in found.values()), None)


async def tidy(session: AsyncSession, *, now: datetime) -> int:
    """Forget limits that have long been free again; returns how many."""
    await queries.hold_bucket(session, ALL, now)
    return await queries.delete_idle(session, now - KEPT)
