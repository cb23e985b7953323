"""Agencies of a province, or the provinces, below each other as bars: what was reported and what was verified."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.roles import AgencyKind
from bot.domain.tallies import Tally
from bot.services.recaps import Recap, RecapRow
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean, number, percent, short_date
from bot.views import words
from bot.views.callback_data import ShowRecap
from bot.views.charts.captions import fit
from bot.views.charts.sources import source_of
from bot.views.charts.specs import BarChart, BarRow, LegendEntry, Picture, Share
from bot.views.message import Button
from bot.views.recaps import scope_name

ROWS = 60
"""Rows that one picture has room for; no province has more, nor have the ministries and institutions."""

NAME_LIMIT, CAPTION_NAME_LIMIT = 60, 40
SHORT_KIND = {AgencyKind.PROVINCE: "Prov.", AgencyKind.REGENCY: "Kab.", AgencyKind.CITY: "Kota"}
"""The words for a kind as lists abbreviate them; names repeat between kabupaten and kota, so one is always there."""
SAMPLE_MARK = "°"


def render_recap_chart(recap: Recap, texts: Texts, language: str) -> Picture | None:
    """The chart of a province, of the central agencies or of the nation; None where nobody owes anything."""
    if not recap.rows:
        return None
    rows, left_out = recap.rows[:ROWS], max(0, len(recap.rows) - ROWS)
    spec = BarChart(
        title=_title(recap, texts, language),
        subtitle=_subtitle(recap, texts, language),
        legend=_legend(recap, texts, language),
        columns=_columns(recap, texts, language),
        rows=tuple(_row(row, recap, texts, language) for row in rows),
        note=_note(recap, left_out, texts, language),
        source=source_of(recap.tally, texts, language),
    )
    whole = Button(texts.label(msg("Rekap"), language), ShowRecap(recap.scope.key, recap.period.id))
    return Picture(spec, _caption(recap, texts, language), ((whole,),))


def _title(recap: Recap, texts: Texts, language: str) -> str:
    province = recap.scope.province
    name = province.full_name if province else scope_name(recap.scope, texts, language)
    return clean(texts.label(msg("Rekap"), language) + f" {name}", NAME_LIMIT)


def _subtitle(recap: Recap, texts: Texts, language: str) -> str:
    period = recap.period
    span = f"{short_date(period.starts_on, language)} – {short_date(period.ends_on, language)}"
    agencies = number(recap.census.agencies, language) + " " + texts.label(msg("instansi"), language)
    return f"{clean(period.full_name, 30)} · {span} · {agencies}"


def _legend(recap: Recap, texts: Texts, language: str) -> tuple[LegendEntry, ...]:
    entries = [("on_time", msg("dilaporkan tepat waktu"))]
    if recap.tally.late or recap.tally.time_unknown:
        entries.append(("late", msg("terlambat atau waktunya tidak tercatat")))
    entries += [("checked", msg("terverifikasi")), ("rest", msg("kewajiban lainnya"))]
    return tuple(LegendEntry(look, texts.label(said, language)) for look, said in entries)


def _columns(recap: Recap, texts: Texts, language: str) -> tuple[str, str, str, str, str]:
    first = msg("Provinsi") if recap.scope.is_nation else msg("Instansi")
    said = (first, "", msg("Lapor"), msg("Verifikasi"), msg("Rata-rata"))
    name, bar, reported, verified, mean = (texts.label(label, language) if label else "" for label in said)
    return name, bar, reported, verified, mean


def _row(row: RecapRow, recap: Recap, texts: Texts, language: str) -> BarRow:
    tally = row.tally
    late = tally.reported - tally.on_time
    return BarRow(
        name=_row_name(row, recap, texts, language),
        reported=(Share("on_time", tally.on_time / tally.owed), Share("late", late / tally.owed)),
        verified=(Share("checked", tally.verified / tally.owed),),
        reported_text=f"{number(tally.reported, language)}/{number(tally.owed, language)}",
        verified_text=f"{number(tally.verified, language)}/{number(tally.owed, language)}",
        mean=_mean(tally, language),
    )


def _row_name(row: RecapRow, recap: Recap, texts: Texts, language: str) -> str:
    """The row as a list names it: provinces of the nation without their word, others with a short one."""
    if row.agency is None:
        return scope_name(row.scope, texts, language)
    word = "" if recap.scope.is_nation else SHORT_KIND.get(row.agency.kind)
    name = row.agency.full_name if word is None else f"{word} {row.agency.name}"
    return (f"{SAMPLE_MARK} " if row.agency.is_sample else "") + clean(name, NAME_LIMIT)


def _mean(tally: Tally, language: str) -> str:
    """The simple mean with the number of figures behind it; `*` where some of them are not verified."""
    if tally.mean is None:
        return "–"
    return f"{percent(tally.mean, language)}{'*' if tally.unverified else ''} ({number(tally.with_figure, language)})"


def _note(recap: Recap, left_out: int, texts: Texts, language: str) -> str:
    """What the signs mean that stand in the picture."""
    said = [texts.label(msg("Rata-rata sederhana, dalam kurung banyaknya angka"), language)]
    if recap.tally.unverified:
        said.append("* " + texts.label(msg("memuat angka yang belum terverifikasi"), language))
    if any(row.tally.mean is None for row in recap.rows):
        said.append("– " + texts.label(words.NO_FIGURE, language))
    if any(row.agency and row.agency.is_sample for row in recap.rows):
        said.append(SAMPLE_MARK + " " + texts.label(msg("data contoh"), language))
    if left_out:
        said.append(texts.label(msg("tidak digambar"), language) + f": {number(left_out, language)}")
    return "; ".join(said)


def _caption(recap: Recap, texts: Texts, language: str) -> str:
    lines = [_line(row, recap, texts, language) for row in recap.rows]

    def render(shown: Sequence[str], left_out: int) -> str:
        return texts.render(
            "chart_recap",
            language,
            scope=scope_name(recap.scope, texts, language),
            recap=recap,
            lines=shown,
            left_out=left_out,
            note=_note(recap, 0, texts, language),
            no_source=texts.label(words.NO_SOURCE, language),
        )

    return fit(render, lines)


def _line(row: RecapRow, recap: Recap, texts: Texts, language: str) -> str:
    drawn = _row(row, recap, texts, language)
    return f"{clean(drawn.name, CAPTION_NAME_LIMIT)}: {drawn.reported_text} · {drawn.verified_text} · {drawn.mean}"
