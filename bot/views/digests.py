"""A digest for a group: words that stand alone, and a chart of the same numbers over the periods."""

from bot.domain.disclosure import Content
from bot.services.digests import Digest, Occasion
from bot.services.standings import ScopeStanding
from bot.texts.catalog import Texts, msg
from bot.texts.formats import clean, number
from bot.views import words
from bot.views.charts.sources import source_of
from bot.views.charts.specs import BarChart, BarRow, LegendEntry, Share
from bot.views.groups import group_scope_name, is_sample
from bot.views.message import Message

NAME_LIMIT = 60


def render_digest(digest: Digest, texts: Texts) -> Message:
    """The words; short enough to stand under a picture."""
    binding, standing = digest.binding, digest.standing
    text = texts.render(
        "groups/digest",
        binding.language,
        is_own=binding.scope.shows(Content.OWN_STATUS),
        is_closing=digest.occasion is Occasion.CLOSED,
        period=clean(standing.period.full_name, NAME_LIMIT),
        scope=group_scope_name(binding.scope, texts, binding.language),
        is_sample=is_sample(binding.scope),
        census=standing.census,
        tally=standing.tally,
        published=digest.published,
        thanked=[clean(agency.full_name, NAME_LIMIT) for agency in digest.improved],
        no_source=texts.label(words.NO_SOURCE, binding.language),
    )
    return Message(text)


def draw_digest(digest: Digest, texts: Texts) -> BarChart | None:
    """The course of the cycle: sums of the whole scope, so that no agency is named; None before there is any."""
    if not digest.course:
        return None
    language = digest.binding.language
    legend = (
        ("on_time", msg("dilaporkan tepat waktu")),
        ("late", msg("terlambat atau waktunya tidak tercatat")),
        ("checked", msg("terverifikasi")),
        ("rest", msg("kewajiban lainnya")),
    )
    columns = [
        texts.label(said, language) if said else "" for said in (msg("Periode"), "", msg("Lapor"), msg("Verifikasi"))
    ]
    return BarChart(
        title=clean(group_scope_name(digest.binding.scope, texts, language), NAME_LIMIT),
        subtitle=clean(digest.standing.period.full_name, NAME_LIMIT),
        legend=tuple(LegendEntry(look, texts.label(said, language)) for look, said in legend),
        columns=(columns[0], columns[1], columns[2], columns[3], texts.label(msg("Lengkap"), language)),
        rows=tuple(_row(standing, language) for standing in digest.course),
        note=texts.label(msg("Lengkap: instansi yang melaporkan semua kewajibannya"), language),
        source=source_of(digest.standing.tally, texts, language),
    )


def _row(standing: ScopeStanding, language: str) -> BarRow:
    tally, census = standing.tally, standing.census
    return BarRow(
        name=clean(standing.period.full_name, NAME_LIMIT),
        reported=(
            Share("on_time", tally.on_time / tally.owed),
            Share("late", (tally.reported - tally.on_time) / tally.owed),
        ),
        verified=(Share("checked", tally.verified / tally.owed),),
        reported_text=f"{number(tally.reported, language)}/{number(tally.owed, language)}",
        verified_text=f"{number(tally.verified, language)}/{number(tally.owed, language)}",
        mean=f"{number(census.complete, language)}/{number(census.agencies, language)}",
    )
