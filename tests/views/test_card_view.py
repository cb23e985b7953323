"""Cards to share: plain, complete, short whatever the names are."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.duties import Duty, ReportState, VerificationState, count
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.domain.tallies import tally
from bot.services.cards import Card
from bot.texts.catalog import LANGUAGES, MESSAGE_LIMIT, Texts
from bot.views.card import CardChoice, render_card

JAKARTA = ZoneInfo("Asia/Jakarta")
DUE = datetime(2026, 7, 31, 16, 59, tzinfo=UTC)
PERIOD = PeriodRef(6, 1, "2025-2026", "B18", "TW VI", date(2026, 4, 1), date(2026, 6, 30))
HOSTILE = "Ibu <b>&\"'> \u202eterbalik\u202c\n🎉 " + "x" * 10_000


def shown(name: str = "Jayapura", *, owed: int = 2, due_at: datetime | None = DUE, language: str = "id") -> CardChoice:
    agency = AgencyRef(7, "91.71", AgencyKind.CITY, name, 1, "Asia/Jayapura")
    verified = {"report": ReportState.REPORTED, "verification": VerificationState.VERIFIED, "reported_at": DUE}
    origin = {"source": name, "as_of": date(2026, 7, 24)}
    duties = [Duty(n, 7, 6, f"{n}.1", "Judul", **origin, **(verified if n else {})) for n in range(owed)]  # type: ignore[arg-type]
    card = Card(agency, PERIOD, count(duties, due_at), due_at, False, tally(duties, due_at))
    return render_card(card, Texts(), language, zone=JAKARTA)


def test_a_card_names_counts_deadline_source_and_date() -> None:
    assert shown().text.split("\n") == [
        "Kota Jayapura · TW VI (B18)",
        "1 April 2026 – 30 Juni 2026",
        "Dilaporkan 1 dari 2 · tepat waktu 1 · terverifikasi 1",
        "Batas lapor: Jumat, 31 Juli 2026 pukul 23.59 WIB · Sabtu pukul 01.59 WIT",
        "Sumber: Jayapura, per 24 Juli 2026",
    ]


def test_an_agency_without_duties_has_no_count_of_zero() -> None:
    choice = shown(owed=0, due_at=None)
    assert "Belum ada kewajiban" in choice.line
    assert "0 dari" not in choice.text


def test_a_deadline_that_does_not_concern_an_agency_is_not_told() -> None:
    assert "Batas lapor: belum ditetapkan" in shown(due_at=None).text
    assert "Batas lapor" not in shown(owed=0).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_are_cut_and_cleaned(language: str) -> None:
    choice = shown(HOSTILE, language=language)
    assert len(choice.text) < MESSAGE_LIMIT
    assert len(choice.text.split("\n")) == 5
    assert "\u202e" not in choice.text + choice.title + choice.line
    assert "<b>&\"'>" in choice.text
    assert len(choice.id.encode()) <= 64
