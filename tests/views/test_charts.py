"""Charts: what they show and tell, whatever the names, and that they are drawn as pictures a phone can show."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from typst import Compiler, Fonts

from bot.domain.agencies import AgencyRef
from bot.domain.duties import Duty, ReportState, VerificationState
from bot.domain.periods import PeriodRef
from bot.domain.roles import AgencyKind
from bot.domain.scopes import NATION, Scope
from bot.domain.tallies import AgencyTally, census, tally, total
from bot.services.comparisons import Column, Comparison
from bot.services.recaps import Recap, RecapRow
from bot.simulator.files import picture_size
from bot.simulator.html import parse_html
from bot.texts.catalog import LANGUAGES, Texts
from bot.texts.formats import plain
from bot.views.callback_data import DrawCourse, ShowRecap, ShowStatus, ShowTrend
from bot.views.charts.bars import render_recap_chart
from bot.views.charts.buttons import chart_buttons
from bot.views.charts.captions import CAPTION_LIMIT
from bot.views.charts.course import PERIODS, render_course_chart
from bot.views.charts.drawing import FONTS, TEMPLATE, draw_chart
from bot.views.charts.specs import BarChart, CourseChart, Picture, to_json

TEXTS = Texts()
TODAY = date(2026, 7, 13)
DUE_AT = datetime(2026, 4, 30, 16, 59, tzinfo=UTC)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
MARKUP = '#panic("x") $x^2$ *b* _i_ `c` \\ "q" <l> @r // c [é] é 🎉 \u202ex\u202c'
HOSTILE = MARKUP + "x" * 10_000


def period(number: int, name: str = "") -> PeriodRef:
    starts = date(2025 + (number - 1) // 4, (number - 1) % 4 * 3 + 1, 1)
    return PeriodRef(
        number, 1, name or "2025-2026", f"B{number * 3:02}", name or f"TW {ROMAN[number - 1]}", starts, starts
    )


EIGHT = [period(number) for number in range(1, 9)]


def agency(number: int = 2, name: str = "Temanggung", kind: AgencyKind = AgencyKind.REGENCY) -> AgencyRef:
    return AgencyRef(number, f"33.{number:02}", kind, name, 1, "Asia/Jakarta")


def duty(code: str, percent: str | None, *, is_verified: bool = True, text: str = "Judul", target: str = "") -> Duty:
    verification = VerificationState.VERIFIED if is_verified else VerificationState.NONE
    return Duty(
        assignment_id=1,
        agency_id=2,
        period_id=1,
        action_code=code,
        action_title=text,
        target=target or None,
        report=ReportState.REPORTED,
        verification=verification,
        reported_at=DUE_AT,
        percent=Decimal(percent) if percent else None,
        source=text if text != "Judul" else "rekap Setnas PK",
        as_of=date(2026, 7, 10),
    )


def course(*columns: list[Duty], of: AgencyRef | None = None, periods: list[PeriodRef] | None = None) -> Comparison:
    """The trend of an agency whose duties are given period by period."""
    placed = zip(periods or EIGHT, columns, strict=False)
    told = (Column(of or agency(), at, tuple(duties), tally(duties, DUE_AT)) for at, duties in placed)
    return Comparison(tuple(told), is_over_time=True, is_trend=True)


def course_spec(picture: Picture | None) -> CourseChart:
    assert picture is not None
    assert isinstance(picture.spec, CourseChart)
    return picture.spec


def bar_spec(picture: Picture | None) -> BarChart:
    assert picture is not None
    assert isinstance(picture.spec, BarChart)
    return picture.spec


def recap_of(scope: Scope, rows: list[tuple[AgencyRef | None, list[Duty]]], name: str = "") -> Recap:
    made = []
    for lead, duties in rows:
        counted = tally(duties, DUE_AT)
        within = Scope(lead) if lead and scope.is_nation else scope
        made.append(RecapRow(within, lead, census([AgencyTally(1, None, counted)], DUE_AT), counted))
    whole = total(row.tally for row in made)
    everybody = census([AgencyTally(n, None, row.tally) for n, row in enumerate(made)], DUE_AT)
    return Recap(scope, period(5, name), (), None, everybody, whole, tuple(made))


THREE = course(
    [duty("7.1", "51.26", target="60%"), duty("9.1", None)],
    [duty("7.1", "68.57", is_verified=False, target="70 dokumen")],
    [],
)


def test_a_missing_figure_is_a_gap_and_an_unverified_one_is_marked() -> None:
    spec = course_spec(render_course_chart(THREE, EIGHT, TEXTS, "id", today=TODAY))
    assert [mark.look for mark in spec.panels[0].marks] == ["verified", "unverified", "none", *["ahead"] * 5]
    assert [mark.percent for mark in spec.panels[0].marks[:3]] == [51.26, 68.57, None]
    assert [mark.look for mark in spec.panels[1].marks[:2]] == ["gap", "none"]
    assert spec.panels[0].latest == "TW II: 68,57% · menunggu verifikasi"
    assert {entry.look for entry in spec.legend} == {"verified", "unverified", "gap", "none", "target"}


def test_a_figure_that_was_returned_is_told_from_one_that_waits() -> None:
    returned = replace(duty("7.1", "40"), verification=VerificationState.RETURNED)
    picture = render_course_chart(
        course([returned, duty("9.1", "50", is_verified=False)]), EIGHT, TEXTS, "id", today=TODAY
    )
    spec = course_spec(picture)
    assert [panel.marks[0].look for panel in spec.panels] == ["returned", "unverified"]
    assert "dikembalikan" in [entry.words for entry in spec.legend]
    assert picture is not None
    assert "I 40,00%↩" in plain(picture.caption)
    assert "* belum diverifikasi; ↩ dikembalikan" in plain(picture.caption)


def test_a_period_in_which_reporting_has_not_opened_is_drawn_as_one_to_come() -> None:
    told = course([duty("7.1", "50")], [duty("7.1", None)])
    ahead = replace(told, columns=(told.columns[0], replace(told.columns[1], is_ahead=True)))
    picture = render_course_chart(ahead, EIGHT, TEXTS, "id", today=TODAY)
    spec = course_spec(picture)
    assert [mark.look for mark in spec.panels[0].marks[:2]] == ["verified", "ahead"]
    assert [row.values[1] for row in spec.counts] == ["–", "–", "–"]
    assert picture is not None
    assert "belum ada angka" not in plain(picture.caption)


def test_under_a_picture_all_of_it_is_one_press_away() -> None:
    many = [duty(f"{number}.1", "66.67", text="Judul yang panjang sekali") for number in range(1, 28)]
    picture = render_course_chart(course(many, many, []), EIGHT, TEXTS, "id", today=TODAY)
    assert picture is not None
    assert "aksi lain, lihat Tren" in plain(picture.caption)
    assert [button.data for row in picture.rows for button in row] == [
        ShowTrend(2, 3),
        ShowStatus(2, 2, detail=True),
    ]
    recap = render_recap_chart(recap_of(NATION, [(None, many)]), TEXTS, "id")
    assert recap is not None
    assert [button.data for row in recap.rows for button in row] == [ShowRecap(None, 5)]


def test_only_a_target_that_is_a_percentage_is_drawn() -> None:
    spec = course_spec(render_course_chart(THREE, EIGHT, TEXTS, "id", today=TODAY))
    assert [mark.target for mark in spec.panels[0].marks[:3]] == [60.0, None, None]


def test_the_three_facts_stand_apart_period_by_period() -> None:
    spec = course_spec(render_course_chart(THREE, EIGHT, TEXTS, "id", today=TODAY))
    assert spec.periods == ROMAN
    assert [(row.name, row.values[:3]) for row in spec.counts] == [
        ("Dilaporkan", ("2/2", "1/1", "–")),
        ("Tepat waktu", ("2", "1", "–")),
        ("Terverifikasi", ("2", "0", "–")),
    ]


def test_the_caption_of_a_course_tells_the_same_in_words() -> None:
    picture = render_course_chart(THREE, EIGHT, TEXTS, "id", today=TODAY)
    assert picture is not None
    caption = plain(picture.caption)
    assert caption.startswith("Kabupaten Temanggung · Capaian 2025-2026")
    assert "Aksi 7.1 Judul: I 51,26% (target 60%) · II 68,57%*" in caption
    assert "Aksi 9.1 Judul: I –" in caption
    assert "* belum diverifikasi; – belum ada angka" in caption
    assert caption.endswith("Sumber: rekap Setnas PK, per 10 Juli 2026")


def test_a_province_is_drawn_in_the_order_of_its_codes_with_each_fact_by_itself() -> None:
    city = agency(3, "Magelang", AgencyKind.CITY)
    rows = [(agency(2, "Magelang"), [duty("1", "50"), duty("2", None, is_verified=False)]), (city, [duty("1", None)])]
    picture = render_recap_chart(recap_of(Scope(agency(1, "Jawa Tengah", AgencyKind.PROVINCE)), rows), TEXTS, "id")
    spec = bar_spec(picture)
    assert spec.title == "Rekap Provinsi Jawa Tengah"
    assert [row.name for row in spec.rows] == ["Kab. Magelang", "Kota Magelang"]
    assert (spec.rows[0].reported_text, spec.rows[0].verified_text, spec.rows[0].mean) == ("2/2", "1/2", "50,00% (1)")
    assert [share.share for share in spec.rows[0].verified] == [0.5]
    assert spec.rows[1].mean == "–"
    assert "– belum ada angka" in spec.note
    assert picture is not None
    assert "Kab. Magelang: 2/2 · 1/2 · 50,00% (1)\nKota Magelang: 1/1 · 1/1 · –" in plain(picture.caption)


def test_late_reports_and_unverified_means_are_told_from_the_others() -> None:
    late = replace(duty("1", "50", is_verified=False), reported_at=datetime(2026, 5, 2, tzinfo=UTC))
    spec = bar_spec(render_recap_chart(recap_of(NATION, [(None, [late, duty("2", "70")])]), TEXTS, "id"))
    assert [(part.look, part.share) for part in spec.rows[0].reported] == [("on_time", 0.5), ("late", 0.5)]
    assert spec.rows[0].mean == "60,00%* (2)"
    assert "* memuat angka yang belum terverifikasi" in spec.note
    assert "terlambat" in " ".join(entry.words for entry in spec.legend)


def test_where_nothing_is_owed_there_is_nothing_to_draw() -> None:
    assert render_course_chart(course([], []), EIGHT, TEXTS, "id", today=TODAY) is None
    assert render_recap_chart(recap_of(NATION, []), TEXTS, "id") is None


def test_a_cycle_of_many_periods_shows_the_last_that_have_begun() -> None:
    months = [replace(period(1, f"Bulan {n}"), id=n, starts_on=date(2025 + n // 12, n % 12 + 1, 1)) for n in range(24)]
    told = course(*[[duty("7.1", "50")]] * 19, periods=months)
    spec = course_spec(render_course_chart(told, months, TEXTS, "id", today=TODAY))
    assert len(spec.periods) == PERIODS
    assert spec.periods[-1] == "18"


def sizeable(text: str) -> list[Picture]:
    """Every kind of picture, with 27 actions, 60 rows and this text wherever one can stand."""
    duties = [duty(f"{n}.1", "66.67", is_verified=n % 2 > 0, text=text, target="80%") for n in range(1, 28)]
    rows: list[tuple[AgencyRef | None, list[Duty]]] = [(agency(n, text), duties) for n in range(1, 62)]
    periods = [period(n, text) for n in range(1, 9)]
    made: list[Picture | None] = []
    for language in LANGUAGES:
        told = course(*[duties] * 8, of=agency(2, text), periods=periods)
        made.append(render_course_chart(told, periods, TEXTS, language, today=TODAY))
        for scope in (NATION, Scope(agency(1, text, AgencyKind.PROVINCE))):
            made.append(render_recap_chart(recap_of(scope, rows, text), TEXTS, language))
    assert all(made)
    return [picture for picture in made if picture is not None]


@pytest.mark.parametrize("text", [HOSTILE, "Pangkajene dan Kepulauan"])
def test_every_caption_is_accepted_whatever_the_names(text: str) -> None:
    for picture in sizeable(text):
        read, _ = parse_html(picture.caption)
        assert 0 < len(read.encode("utf-16-le")) // 2 <= CAPTION_LIMIT
        assert "\u202e" not in picture.caption
        assert "lainnya" in read or "others" in read or "aksi lain" in read or "more action" in read


async def test_names_are_data_and_never_markup_and_the_picture_keeps_its_shape() -> None:
    plain_pictures, hostile = sizeable("Nama"), sizeable(HOSTILE)
    for ordinary, odd in zip(plain_pictures[:2], hostile[:2], strict=True):
        size = picture_size(await draw_chart(odd.spec))
        assert size == picture_size(await draw_chart(ordinary.spec))
        assert size[0] == 1080
        assert max(size) <= 5 * min(size)


def test_emoji_are_left_out_of_the_picture_and_accents_are_kept() -> None:
    picture = render_course_chart(
        course([duty("7.1", "50", text="e\u0301 ñ ž 🎉👍🏽 – “a” … °")]), EIGHT, TEXTS, "id", today=TODAY
    )
    assert picture is not None
    assert "é ñ ž  – “a” … °" in to_json(picture.spec)


def test_the_shipped_font_is_all_that_the_template_needs() -> None:
    fonts = Fonts(include_system_fonts=False, font_paths=[FONTS])
    compiler = Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, ignore_system_fonts=True)
    for picture in (render_course_chart(THREE, EIGHT, TEXTS, "id", today=TODAY), sizeable("Nama")[1]):
        assert picture is not None
        _, warnings = compiler.compile_with_warnings(format="png", sys_inputs={"chart": to_json(picture.spec)})
        assert warnings == []
    assert {font.weight for font in fonts.fonts() if font.path} == {500, 700}


async def test_the_same_chart_is_drawn_once_and_another_anew() -> None:
    picture = render_course_chart(THREE, EIGHT, TEXTS, "id", today=TODAY)
    again = render_course_chart(THREE, EIGHT, TEXTS, "id", today=TODAY)
    english = render_course_chart(THREE, EIGHT, TEXTS, "en", today=TODAY)
    assert picture is not None
    assert again is not None
    assert english is not None
    drawn = await draw_chart(picture.spec)
    assert await draw_chart(again.spec) is drawn
    assert await draw_chart(english.spec) != drawn


async def test_a_figure_that_is_not_verified_looks_different() -> None:
    verified, unverified = course([duty("7.1", "50")]), course([duty("7.1", "50", is_verified=False)])
    specs = [course_spec(render_course_chart(told, EIGHT, TEXTS, "id", today=TODAY)) for told in (verified, unverified)]
    worded = [replace(spec, legend=(), counts=(), panels=(replace(spec.panels[0], latest=""),)) for spec in specs]
    assert await draw_chart(worded[0]) != await draw_chart(worded[1])


def test_without_the_extra_there_is_no_button() -> None:
    data = DrawCourse(1, 1)
    assert chart_buttons(data, TEXTS, "id", can_draw=False) == ()
    assert [button.label for button in chart_buttons(data, TEXTS, "id", can_draw=True)] == ["Grafik"]


def test_a_program_without_the_extra_knows_it() -> None:
    code = (
        "import sys; sys.modules['typst'] = None\n"
        "from bot.views.charts.drawing import are_available\n"
        "assert not are_available()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
