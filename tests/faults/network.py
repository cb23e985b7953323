"""A network and a Telegram that fail: what each failure is taken for, and what becomes of the messages (T4, T5, T6)."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from random import Random

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.transport import AiohttpWire, Timeouts, WireRequest
from scheduler.delivery import Verdict, judge
from tests.faults.databases import Database
from tests.faults.figures import Figure, at_most, exactly, noted
from tests.faults.kills import staged
from tests.faults.play import TRUTH, Play
from tests.faults.points import Entry, read_diary
from tests.faults.telegram import TOKEN, Sent, Telegram, telegram
from tests.faults.world import FIRST_PERSON, GROUP_SHIFT, telegram_ids
from tests.reminder_world import H_7

WANTED = {
    "refuse": Verdict.RETRY,
    "drop_before": Verdict.UNCLEAR,
    "drop_after": Verdict.UNCLEAR,
    "cut": Verdict.UNCLEAR,
    "stall": Verdict.UNCLEAR,
    "bad_json": Verdict.UNCLEAR,
    "error_502": Verdict.UNCLEAR,
    "error_500": Verdict.UNCLEAR,
    "error_504": Verdict.UNCLEAR,
    "flood": Verdict.WAIT,
}
"""What each fault has to be taken for. The first seven are faults of the network, the rest answers of a server."""

LANES = 16
UNANSWERED_SECONDS = 0.3
RETRY_AFTER, HEARSAY_SECONDS = 3, 2.5
"""How long Telegram asks to wait, and how long it may take on a busy machine until every replica has heard of it."""
AMBIGUOUS = ("drop_before", "drop_after", "cut", "bad_json", "error_502", "error_500")


def classified(times: int) -> list[Figure]:
    """Call into each fault so many times, over HTTP, and look at what the error is taken for."""
    with telegram(1, H_7) as there:
        return [_classify(there, kind, times) for kind in WANTED]


def _classify(there: Telegram, kind: str, times: int) -> Figure:
    url = there.url
    if kind == "refuse":
        url = f"http://127.0.0.1:{_closed_port()}"
    else:
        there.fault(kind, times=times, retry_after=1)
    verdicts = asyncio.run(_call(url, times, UNANSWERED_SECONDS if kind == "stall" else 10.0))
    right = verdicts[WANTED[kind]]
    return exactly(f"network fault x {times}", f"{kind} is {WANTED[kind]}", right, times)


async def _call(url: str, times: int, read_timeout: float) -> Counter[Verdict | None]:
    request = WireRequest(AiohttpWire(), Timeouts(read=read_timeout))
    bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)
    verdicts: Counter[Verdict | None] = Counter()
    left = iter(range(times))

    async def lane() -> None:
        for _ in left:
            try:
                await bot.send_message(FIRST_PERSON, "…")
                verdicts[None] += 1
            except TelegramError as error:
                verdicts[judge(error).verdict] += 1

    async with request, asyncio.TaskGroup() as group:
        for _ in range(LANES):
            group.create_task(lane())
    return verdicts


def _closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def unreliable(database: Database, people: int, share: float, random: Random) -> list[Figure]:
    """Send to everybody over a line on which a share of the calls meets each ambiguous fault."""
    with staged(f"every fault at {share:.0%}, {database.kind}", database, people, random) as play:
        for kind in AMBIGUOUS:
            play.telegram.fault(kind, share=share, times=10**9, seed=random.randrange(10**6))
        play.finish()
        hit = sum(1 for call in play.telegram.sent() if call.fault in AMBIGUOUS)
        return [*play.judge(unknown=hit), noted(play.name, "ambiguous answers", hit)]


def flood(database: Database, people: int, random: Random, *, share: float, rate: float = 25.0) -> list[Figure]:
    """Three replicas within Telegram's limits, and a share of the calls refused with 429 for no reason."""
    with staged("429 at random, 3 replicas", database, people, random, send_rate=rate, has_limits=True) as play:
        play.telegram.fault("flood", share=share, times=10**9, retry_after=RETRY_AFTER, seed=random.randrange(10**6))
        for _ in range(3):
            play.start()
        wait_until_drained(play, 60 + people / rate + people * share * 2 * RETRY_AFTER)
        play.kill_all()
        sent, calls = play.telegram.sent(), read_diary(play.order.diary)
        floods = [call for call in calls if call.retry_after]
        early = list(_pushing_in(calls, floods))
        return [
            *play.judge(),
            noted(play.name, "429 on purpose", len(floods)),
            exactly(play.name, "429 by our own doing", sum(c.status == 429 and c.fault is None for c in sent), 0),
            exactly(play.name, "calls to a chat before its retry_after", sum(_too_early(calls, floods)), 0),
            exactly(play.name, "calls to any chat before retry_after", sum(x > HEARSAY_SECONDS for x in early), 0),
            noted(play.name, "seconds until the last replica had heard", round(max(early, default=0.0), 2)),
        ]


def _too_early(calls: list[Entry], floods: list[Entry]) -> Iterator[int]:
    for refusal in floods:
        until = refusal.ended + refusal.retry_after
        yield sum(call.chat_id == refusal.chat_id and refusal.ended < call.began < until for call in calls)


def _pushing_in(calls: list[Entry], floods: list[Entry]) -> Iterator[float]:
    """How long after a refusal calls left nevertheless, before its time was over."""
    for refusal in floods:
        ages = (call.began - refusal.ended for call in calls)
        yield from (age for age in ages if 0 < age < refusal.retry_after)


def blocked_and_moved(database: Database, people: int, random: Random) -> list[Figure]:
    """One in ten blocks the bot and one in twenty chats moves, while messages are on their way."""
    groups = people // 10
    with staged(f"blocked and moved in mid-run, {database.kind}", database, people, random, groups=groups) as play:
        ids = telegram_ids(people)
        blocked = random.sample(ids[: people - groups], people // 10)
        moving = [key + GROUP_SHIFT for key in random.sample(ids[people - groups :], groups // 2)]
        play.start()
        for key in blocked:
            play.telegram.control("/sim/fault", {"kind": "block", "user_id": key})
        for group in moving:
            play.telegram.control("/sim/fault", {"kind": "migrate", "chat_id": group})
        wait_until_drained(play, 240)
        play.kill_all()
        play.finish()
        return _reached(play, set(blocked), moving)


def _reached(play: Play, blocked: set[int], moving: list[int]) -> list[Figure]:
    sent, name = play.telegram.sent(), play.name
    calls = Counter(call.chat_id for call in sent)
    accepted = Counter(call.chat_id for call in sent if call.is_accepted)
    alike = Counter((call.chat_id, call.text) for call in sent if call.is_accepted)  # who remain are told who closed
    refused = Counter(call.chat_id for call in sent if call.status == 400)
    now = {row[0] for row in play.database.ask("SELECT telegram_id FROM chat WHERE state = 'terbuka'")}
    rows = play.database.ask(TRUTH)
    states, flagged = Counter(state for _, state, _ in rows), {chat for chat, state, _ in rows if state == "unknown"}
    reached = sum(accepted[key] > 0 or key not in now or key in flagged for key in blocked)
    names = [{group, *_newer(sent, group)} for group in moving]
    once = sum(_is_reached_once(sent, ids) or bool(ids & flagged) for ids in names)
    return [
        at_most(name, "calls to one blocked chat", max((calls[key] for key in blocked), default=0), 1),
        exactly(name, "blocked chats reached, closed or flagged", reached, len(blocked)),
        at_most(name, "refused calls to one moved chat", max((refused[key] for key in moving), default=0), 1),
        exactly(name, "moved chats reached once, or flagged", once, len(moving)),
        exactly(name, "duplicates", sum(number - 1 for number in alike.values()), 0),
        exactly(name, "not in a final state", sum(states[s] for s in ("queued", "leased", "sending")), 0),
        noted(name, "unknown", states["unknown"]),
    ]


def _is_reached_once(sent: list[Sent], ids: set[int]) -> bool:
    """Whether a group got something under any of its ids, and nothing under both."""
    texts = Counter(call.text for call in sent if call.chat_id in ids and call.is_accepted)
    return bool(texts) and max(texts.values()) == 1


def _newer(sent: list[Sent], group: int) -> set[int]:
    """The id that a group has now: the simulator names it in the refusal."""
    return {call.moved_to for call in sent if call.chat_id == group and call.moved_to}


def wait_until_drained(play: Play, seconds: float) -> None:
    """Wait until nothing waits any more, or for a while."""
    for _ in range(int(seconds * 4)):
        if play.is_drained:
            return
        play.look(0.25)
