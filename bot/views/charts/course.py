"""How an agency goes through the periods of a cycle, as a chart: every action by itself, the three facts apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.duties import Duty, Standing
from bot.domain.periods import PeriodRef
from bot.domain.tallies import Tally, total
from bot.services.comparisons import Column, Comparison
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean, number, percent
from bot.views import words
from bot.views.callback_data import ShowStatus, ShowTrend
from bot.views.charts.captions import fit
from bot.views.charts.sources import source_of
from bot.views.charts.specs import CountRow, CourseChart, LegendEntry, Mark, Panel, Picture
from bot.views.message import Button, Rows

PANELS, PERIODS = 12, 12
"""Actions and periods that one picture has room for."""

TITLE_LIMIT, PERIOD_LIMIT, NAME_LIMIT, CAPTION_TITLE_LIMIT = 60, 8, 80, 40
PERCENTAGE = re.compile(r"\s*(\d{1,3}(?:[.,]\d{1,4})?)\s*%\s*")
"""A target that can be drawn; targets are free texts, and any other is left to the words of the status."""

UNSOURCED, UNSOURCED_MARK = msg("judul aksi belum diperiksa pada sumber resmi"), "°"
SUBTITLE, LEFT_OUT = msg("Capaian per aksi"), msg("Aksi yang tidak digambar")

MEANING = {
    "verified": msg("terverifikasi"),
    "unverified": msg("belum diverifikasi"),
    "returned": msg("dikembalikan"),
    "gap": words.NO_FIGURE,
    "none": msg("tidak ada kewajiban"),
}


LOOK = {Standing.VERIFIED: "verified", Standing.RETURNED: "returned"}
"""How a figure is drawn by its state; any other is not verified yet."""

SIGN = {"verified": "", "unverified": "*", "returned": "↩"}
"""What stands behind a figure in the caption."""

STATE = {
    Standing.NOT_REPORTED: msg("belum lapor"),
    Standing.AWAITING: msg("menunggu verifikasi"),
    Standing.VERIFIED: msg("terverifikasi"),
    Standing.RETURNED: msg("dikembalikan"),
    Standing.OBSTACLE: msg("ada kendala"),
}
"""In what state the newest figure of an action is, in words short enough for its place."""


@dataclass(frozen=True)
class _Axis:
    """The periods of the cycle from left to right, those that have begun with their duties."""

    periods: tuple[PeriodRef, ...]
    labels: tuple[str, ...]
    columns: dict[int, Column]


def render_course_chart(
    comparison: Comparison, periods: Sequence[PeriodRef], texts: Texts, language: str, *, today: date
) -> Picture | None:
    """The chart of an agency; None where it owes nothing in the cycle, so that there is nothing to draw.

    comparison: the trend of the agency; periods: those of its cycle, also those that have not begun.
    """
    opened = tuple(column for column in comparison.columns if not column.is_ahead) or comparison.columns
    comparison, columns = replace(comparison, columns=opened), {column.period.id: column for column in opened}
    titles = {duty.action_code: duty for column in opened for duty in column.duties}
    if not titles:
        return None
    axis = _axis(periods, columns, today)
    codes = list(titles)
    panels = tuple(_panel(titles[code], code, axis, texts, language) for code in codes[:PANELS])
    agency, cycle = comparison.columns[0].agency, comparison.columns[0].period.cycle_code
    whole = total(column.tally for column in columns.values())
    sample = " " + texts.label(msg("(data contoh)"), language) if agency.is_sample else ""
    left_out = len(codes) - len(panels)
    spec = CourseChart(
        title=clean(agency.full_name, NAME_LIMIT) + sample,
        subtitle=f"{texts.label(SUBTITLE, language)} · {clean(cycle, 30)} · {_span(axis)}",
        legend=_legend(panels, texts, language),
        period_word=texts.label(msg("Periode"), language),
        periods=axis.labels,
        counts=_counts(axis, texts, language),
        panels=panels,
        note=_note(titles, left_out, texts, language),
        source=source_of(whole, texts, language),
    )
    return Picture(spec, _caption(comparison, axis, titles, whole, texts, language), _rows(comparison, texts, language))


def _rows(comparison: Comparison, texts: Texts, language: str) -> Rows:
    """The same in words, page by page, and the details of the newest period that was reported on."""
    newest = comparison.columns[-1]
    told = next((column for column in reversed(comparison.columns) if column.tally.reported), newest)
    action_id = comparison.action.id if comparison.action else None
    course = ShowTrend(newest.agency.id, newest.period.id, 0, action_id)
    detail = ShowStatus(told.agency.id, told.period.id, detail=True)
    return (
        (Button(texts.label(msg("Tren"), language), course), Button(texts.label(msg("Rincian"), language), detail)),
    )


def _axis(periods: Sequence[PeriodRef], columns: dict[int, Column], today: date) -> _Axis:
    ordered = sorted(periods, key=lambda period: (period.starts_on, period.id))
    if len(ordered) > PERIODS:
        ordered = [period for period in ordered if period.has_begun(today)][-PERIODS:]
    names = [clean(period.name, NAME_LIMIT) for period in ordered]
    words_before = {name.rpartition(" ")[0] for name in names}
    if len(words_before) == 1:  # "TW I", "TW II" …: what all share stands in the subtitle
        names = [name.rpartition(" ")[2] for name in names]
    return _Axis(tuple(ordered), tuple(clean(name, PERIOD_LIMIT) for name in names), columns)


def _span(axis: _Axis) -> str:
    return " – ".join(clean(period.full_name, 30) for period in dict.fromkeys((axis.periods[0], axis.periods[-1])))


def _panel(duty: Duty, code: str, axis: _Axis, texts: Texts, language: str) -> Panel:
    found = _by_period(code, axis)
    told = [(period, found[period.id]) for period in axis.periods if period.id in found]
    newest = max(told, key=lambda pair: (pair[1].percent is not None, pair[0].starts_on), default=None)
    return Panel(
        title=_title(duty, texts, language, TITLE_LIMIT),
        latest=_latest(*newest, texts, language) if newest else "",
        marks=tuple(_mark(found.get(period.id), is_ahead=period.id not in axis.columns) for period in axis.periods),
    )


def _title(duty: Duty, texts: Texts, language: str, limit: int) -> str:
    mark = "" if duty.is_sourced else UNSOURCED_MARK
    return clean(texts.label(msg("Aksi"), language) + f" {duty.action_code}{mark} {duty.action_title}", limit)


def _by_period(code: str, axis: _Axis) -> dict[int, Duty]:
    """The duty of the action in each period that has one."""
    return {
        period_id: duty
        for period_id, column in axis.columns.items()
        for duty in column.duties
        if duty.action_code == code
    }


def _latest(period: PeriodRef, duty: Duty, texts: Texts, language: str) -> str:
    figure = texts.label(words.NO_FIGURE, language) if duty.percent is None else percent(duty.percent, language)
    state = texts.label(STATE[duty.standing], language)
    return f"{clean(period.name, 20)}: {figure} · {state}"


def _mark(duty: Duty | None, *, is_ahead: bool) -> Mark:
    if duty is None:
        return Mark("ahead" if is_ahead else "none")
    target = target_of(duty)
    if duty.percent is None:
        return Mark("gap", target=target)
    return Mark(LOOK.get(duty.standing, "unverified"), float(duty.percent), target)


def target_of(duty: Duty) -> float | None:
    """The target as a percentage, 0..100; None where there is none or it is told in words."""
    found = PERCENTAGE.fullmatch(duty.target or "")
    value = float(found.group(1).replace(",", ".")) if found else None
    return value if value is not None and value <= 100 else None


def _legend(panels: Sequence[Panel], texts: Texts, language: str) -> tuple[LegendEntry, ...]:
    """What is to be seen in the picture, and nothing else."""
    seen = {mark.look for panel in panels for mark in panel.marks}
    entries = [LegendEntry(look, texts.label(said, language)) for look, said in MEANING.items() if look in seen]
    if any(mark.target is not None for panel in panels for mark in panel.marks):
        entries.append(LegendEntry("target", texts.label(msg("target"), language)))
    return tuple(entries)


def _note(titles: dict[str, Duty], left_out: int, texts: Texts, language: str) -> str:
    """What is not drawn, and what the sign behind a code means."""
    said = [f"{texts.label(LEFT_OUT, language)}: {number(left_out, language)}"] if left_out else []
    if not all(duty.is_sourced for duty in titles.values()):
        said.append(f"{UNSOURCED_MARK} {texts.label(UNSOURCED, language)}")
    return "; ".join(said)


def _counts(axis: _Axis, texts: Texts, language: str) -> tuple[CountRow, ...]:
    """Reported, on time and verified in each period; a period that has not begun has no value."""
    tallies = [axis.columns[period.id].tally if period.id in axis.columns else Tally() for period in axis.periods]
    reported = [f"{number(t.reported, language)}/{number(t.owed, language)}" if t.owed else "–" for t in tallies]
    on_time = [number(t.on_time, language) if t.owed else "–" for t in tallies]
    verified = [number(t.verified, language) if t.owed else "–" for t in tallies]
    rows = ((msg("Dilaporkan"), reported), (msg("Tepat waktu"), on_time), (msg("Terverifikasi"), verified))
    return tuple(CountRow(texts.label(name, language), tuple(values)) for name, values in rows)


def _caption(
    comparison: Comparison, axis: _Axis, titles: dict[str, Duty], whole: Tally, texts: Texts, language: str
) -> str:
    first = comparison.columns[0]
    duties = [duty for column in comparison.columns for duty in column.duties]
    counts = [f"{row.name}: {_beside(axis, row.values)}" for row in _counts(axis, texts, language)]
    lines = [_action_line(duty, code, axis, texts, language) for code, duty in titles.items()]

    def render(shown: Sequence[str], left_out: int) -> str:
        return texts.render(
            "chart_course",
            language,
            agency=first.agency,
            cycle=first.period.cycle_code,
            counts=counts,
            lines=shown,
            left_out=left_out,
            signs=_signs(duties, texts, language),
            unsourced=_note(titles, 0, texts, language),
            tally=whole,
            no_source=texts.label(words.NO_SOURCE, language),
        )

    return fit(render, lines)


def _signs(duties: Sequence[Duty], texts: Texts, language: str) -> list[str]:
    """What the signs behind figures mean that are to be seen."""
    looks = {"gap" if duty.percent is None else LOOK.get(duty.standing, "unverified") for duty in duties}
    signs = {**SIGN, "gap": words.NO_FIGURE_MARK}
    return [f"{sign} {texts.label(MEANING[look], language)}" for look, sign in signs.items() if sign and look in looks]


def _action_line(duty: Duty, code: str, axis: _Axis, texts: Texts, language: str) -> str:
    """The figures of an action; a target that holds throughout is told once."""
    found = _by_period(code, axis)
    targets = {other.target for other in found.values()}
    title = _title(duty, texts, language, CAPTION_TITLE_LIMIT)
    if len(targets) == 1:
        title += _target(duty, texts, language)
    values = []
    for period in axis.periods:
        other = found.get(period.id)
        target = _target(other, texts, language) if other and len(targets) > 1 else ""
        values.append(_figure(other, language) + target if other else "")
    return f"{title}: {_beside(axis, values)}"


def _figure(duty: Duty, language: str) -> str:
    if duty.percent is None:
        return "–"
    return percent(duty.percent, language) + SIGN[LOOK.get(duty.standing, "unverified")]


def _target(duty: Duty, texts: Texts, language: str) -> str:
    """The target where it is drawn, in brackets."""
    if target_of(duty) is None:
        return ""
    return " (" + texts.label(msg("target"), language) + f" {clean(duty.target or '', 12)})"


def _beside(axis: _Axis, values: Sequence[str]) -> str:
    """Values with the names of their periods, those that have begun."""
    told = [
        f"{label} {value}"
        for period, label, value in zip(axis.periods, axis.labels, values, strict=True)
        if period.id in axis.columns and value
    ]
    return " · ".join(told)
