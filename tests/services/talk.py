"""A private chat without the chat, for questions that lean on one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot.domain.duties import DeadlineKind
from bot.services.agency_questions import ActionStatus
from bot.services.asking import find_asker
from bot.services.comparisons import Comparison
from bot.services.contacts import AgencyContacts
from bot.services.deadlines import DeadlinesAnswer
from bot.services.directory import load_registry
from bot.services.follow_ups import change_after, change_after_press, follow, make
from bot.services.missing import Missing
from bot.services.questions import Question, StatusAnswer, WhichAgency, answer_sentence
from bot.services.recaps import ActionOverview, Recap
from bot.services.understanding.breadth import Breadth
from bot.services.understanding.reading import read
from db.engine import Sessions
from db.models import LastQuestion
from tests.cast import MONDAY, SRI

JAKARTA = ZoneInfo("Asia/Jakarta")


@dataclass
class Talk:
    """A private chat without the chat: each message is read, answered and remembered as a handler does it."""

    sessions: Sessions
    telegram_id: int = SRI
    now: datetime = MONDAY
    leans: list[bool] = field(default_factory=list)

    async def question(self) -> Question:
        today = self.now.astimezone(JAKARTA).date()
        async with self.sessions() as session:
            asker = await find_asker(session, telegram_id=self.telegram_id, language="id", admin_ids=(), today=today)
            return Question(asker, await load_registry(session, today), self.now, JAKARTA)

    async def says(self, text: str) -> str:
        """What the answer is about, in short."""
        question = await self.question()
        registry = question.registry
        reading = read(text, index=registry.index, periods=registry.periods, today=question.today)
        async with self.sessions() as session:
            followed = await follow(session, question=question, text=text, reading=reading)
            answer = await answer_sentence(session, question=question, reading=followed.reading)
        self.leans.append(followed.leans)
        if (change := change_after(question, followed, answer)) is not None:
            async with self.sessions.begin() as session:
                await make(session, change)
        return in_short(answer)

    async def presses(self, *codes: str, breadth: Breadth = Breadth.AGENCY) -> None:
        """A button that shows agencies, or with a code that nobody bears, a forged one."""
        question = await self.question()
        found = (question.registry.by_code(code) for code in codes)
        agencies = tuple(agency for agency in found if agency)
        async with self.sessions() as session:
            change = await change_after_press(session, question=question, agencies=agencies, breadth=breadth)
        if change is not None:
            async with self.sessions.begin() as session:
                await make(session, change)

    async def rows(self) -> list[LastQuestion]:
        async with self.sessions() as session:
            return list((await session.exec(select(LastQuestion))).all())


def in_short(answer: object) -> str:
    match answer:
        case StatusAnswer(status):
            return f"{status.agency.full_name} {status.period.code}"
        case ActionStatus(action, status):
            return f"aksi {action.code} {status.agency.full_name} {status.period.code}"
        case ActionOverview():
            return f"aksi {answer.action.code} semua {answer.period.code}"
        case Comparison():
            return f"tren {answer.columns[0].agency.full_name}"
        case DeadlinesAnswer(agency):
            return f"batas {agency.full_name if agency else 'nasional'}"
        case AgencyContacts():
            return f"kontak {answer.agency.full_name}"
        case WhichAgency(choices):
            return " atau ".join(agency.full_name for agency in choices)
        case Missing():
            where = " dan ".join(region.full_name for region in answer.sought.regions) or "semua"
            kind = "belum" if answer.sought.kind is DeadlineKind.REPORT else "publikasi"
            return f"{kind} {where} {answer.sought.period.code}"
        case Recap():
            return f"rekap {answer.scope.province.name if answer.scope.province else 'nasional'} {answer.period.code}"
    return type(answer).__name__ + str(getattr(answer, "text", ""))
