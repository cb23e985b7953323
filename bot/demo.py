"""The demo: the whole bot over the simulator, with the real registry and sample data, on one port."""

from __future__ import annotations

import asyncio
import tempfile
import webbrowser
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.app import Running, Wires, run, started
from bot.config import JAKARTA, Settings
from bot.deps import MovableClock
from bot.domain.disclosure import GroupScope
from bot.domain.ladder import EVERY_RUNG
from bot.domain.reminders import plan
from bot.domain.roles import Role
from bot.services.asking import find_asker
from bot.services.audit import OPERATOR
from bot.services.group_codes import make_code
from bot.services.groups import GroupPlace, bind
from bot.services.invitations import invite
from bot.services.reminders import load_facts
from bot.services.tables import import_tables
from bot.simulator.core import Preset, Simulator, StartLink
from bot.simulator.server import build_server, serve
from bot.simulator.wire import SimulatorWire
from bot.simulator.world import SAMPLE_GROUP
from bot.startup import prepare
from db.engine import Sessions, open_database
from db.queries.agencies import find_agency
from scheduler import run_once

TOKEN = "123456:demo"
START = datetime(2026, 7, 13, 9, 0, tzinfo=JAKARTA)
"""Monday morning: the reporting of TW VI is open, four have reported some, nobody has been reminded yet."""
DEADLINE = date(2026, 7, 31)
MORNING = time(8, 0)
TICK_SECONDS = 1.0
ADMINISTRATOR, GROUP_AGENCY = 1003, "33"
INVITED_PERSON, INVITED_AGENCY, INVITED_ROLE = 1002, "33.23", Role.COMMUNICATIONS_OFFICE


async def load_samples(session: AsyncSession, *, now: datetime, zone: ZoneInfo = JAKARTA) -> None:
    """Import the sample tables over the shipped registry; their deadlines are marked as samples."""
    folder = Path(str(files("db.seed") / "demo"))
    await import_tables(session, paths=[folder], now=now, zone=zone, is_sample=True)


def presets(zone: ZoneInfo = JAKARTA) -> list[Preset]:
    """The mornings of the ladder, which the page offers to jump to."""
    return [
        Preset(rung.value, datetime.combine(DEADLINE + timedelta(days=rung.offset), MORNING, zone))
        for rung in EVERY_RUNG
    ]


class Demo:
    """One simulated world with the bot in it; both can start over."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = MovableClock(START, speed=1.0)
        self.simulator = Simulator(settings.token, self.clock)
        self.simulator.presets = presets(settings.zone)
        self._again = asyncio.Event()
        self._fresh = asyncio.Event()
        self._running: Running | None = None

    async def play(self, stop: asyncio.Event) -> None:
        """Run the bot until told to stop, on a fresh database at each start."""
        while not stop.is_set():
            with tempfile.TemporaryDirectory(prefix="sigap-demo-") as folder:
                sessions = open_database(f"sqlite:///{folder}/sigap.db", self.settings.data_keys)
                try:
                    await self._play_once(sessions, stop)
                finally:
                    await sessions.close()

    async def reset(self) -> None:
        """Start over: an empty world, the first morning, a fresh database."""
        self._fresh.clear()
        self._again.set()
        await self._fresh.wait()

    async def travel(self, moment: datetime) -> None:
        """Move the clock, and let every reminder leave at its own moment on the way."""
        running = self._running
        if running is None or moment <= self.clock.now():
            self.simulator.move_clock(moment)
            return
        for stop_over in [*await self._moments(running, moment), moment]:
            self.simulator.move_clock(stop_over)
            await run_once(running.deps, running.application.bot)

    async def _play_once(self, sessions: Sessions, stop: asyncio.Event) -> None:
        self._again.clear()
        self.clock.move_to(START)
        self.simulator.reset()
        await prepare(sessions, now=START)
        async with sessions.begin() as session:
            await load_samples(session, now=START)
        wires = Wires(SimulatorWire(self.simulator), SimulatorWire(self.simulator))
        async with started(self.settings, sessions, self.clock, wires) as self._running:
            self.simulator.links = [await self._invitation(self._running)]
            await self._bind_group(self._running)
            self.simulator.changes.note("world")  # for a page that was opened before they were there
            await run_once(self._running.deps, self._running.application.bot)  # from here on the planner counts
            self._fresh.set()
            done = asyncio.Event()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(run(self._running, done, tick_seconds=TICK_SECONDS, has_http=False))
                await _either(self._again, stop)
                done.set()
        self._running = None

    async def _invitation(self, running: Running) -> StartLink:
        """An invitation into a second seat, so that joining can be tried."""
        now, zone = self.clock.now(), running.deps.zone
        async with running.deps.sessions.begin() as session:
            agency = await find_agency(session, INVITED_AGENCY, now.astimezone(zone).date())
            assert agency is not None, "the sample data holds the agency"
            made = await invite(session, agency=agency, role=INVITED_ROLE, by=OPERATOR, now=now)
        assert made is not None
        link = made.link(running.application.bot.username)
        return StartLink(INVITED_PERSON, f"Undangan: Diskominfo {agency.full_name}", link or "")

    async def _bind_group(self, running: Running) -> None:
        """The group of the sample world is about a province from the beginning, so that its board can be seen."""
        now, deps, bot_id = self.clock.now(), running.deps, self.simulator.bot.id
        self.simulator.promote(SAMPLE_GROUP, bot_id, frozenset({"can_pin_messages"}), by=ADMINISTRATOR)
        today, title = now.astimezone(deps.zone).date(), self.simulator.world.chats[SAMPLE_GROUP].title or ""
        async with deps.sessions.begin() as session:
            registry = await deps.directory.read(session, today)
            made = await make_code(session, scope=GroupScope(registry.by_code(GROUP_AGENCY)), by=OPERATOR, now=now)
            asker = await find_asker(session, telegram_id=ADMINISTRATOR, language="id", admin_ids=(), today=today)
            assert made is not None
            place = GroupPlace(SAMPLE_GROUP, title)
            await bind(session, code=made.code, place=place, asker=asker, agencies=registry.agencies, now=now)

    async def _moments(self, running: Running, until: datetime) -> list[datetime]:
        """When reminders leave between now and then; whatever happens on the way is decided on the way."""
        async with running.deps.sessions() as session:
            now, zone = self.clock.now(), running.deps.zone
            facts = await load_facts(session, after=now, until=until, zone=zone)
        return sorted({reminder.send_at for reminder in plan(facts, now, until)})


async def run_demo(
    port: int, stop: asyncio.Event, *, open_browser: bool, announce: Callable[[str], None] | None = None
) -> None:
    """Serve the chat page and play the demo until told to stop. Real tokens and databases are never touched."""
    demo = Demo(demo_settings())
    address = f"http://127.0.0.1:{port}"

    def ready(_port: int) -> None:
        if announce is not None:
            announce(f"Sigap demo: {address} (Ctrl+C menghentikan / stops)")
        if open_browser:
            webbrowser.open(address)

    app = build_server(demo.simulator, reset=demo.reset, travel=demo.travel)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(app, "127.0.0.1", port, stop, ready=ready))
        tasks.create_task(demo.play(stop))


def demo_settings() -> Settings:
    """Settings of a demo, whatever the environment and `.env` say: its own token, key and throw-away database."""
    return Settings(token=TOKEN, data_keys=(Fernet.generate_key().decode(),))


async def _either(*events: asyncio.Event) -> None:
    """Wait until one of the events is set."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
