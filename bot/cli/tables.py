"""`sigap import` and `sigap export`: tables in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.opening import opened, print_json, run
from bot.services.tables import ImportRefused, ImportResult, Problem, export_tables, import_tables

PATHS = Annotated[list[Path], typer.Argument(help="CSV files, folders of them, or XLSX workbooks.")]
PATH = Annotated[Path, typer.Argument(help="A folder for CSV files or, ending in .xlsx, a workbook.")]
DRY_RUN = Annotated[bool, typer.Option("--dry-run", help="Check everything and store nothing.")]
JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def import_(paths: PATHS, dry_run: DRY_RUN = False, as_json: JSON = False) -> None:
    """Import tables, all or nothing; every bad row is named by file, row, column and reason."""
    run(_import, paths, dry_run=dry_run, as_json=as_json)


def export(path: PATH, as_json: JSON = False) -> None:
    """Export the tables as they stand today; history is in a backup."""
    run(_export, path, as_json=as_json)


async def _import(paths: list[Path], *, dry_run: bool, as_json: bool) -> None:
    async with opened(need_key=False) as database:
        try:
            async with database.sessions.begin() as session:
                result = await import_tables(
                    session, paths=paths, now=database.clock.now(), zone=database.zone, dry_run=dry_run
                )
        except ImportRefused as refusal:
            if as_json:
                print_json(_refused(refusal, dry_run))
            raise
    if as_json:
        print_json(_done(result))
    else:
        _print_counts(result)


async def _export(path: Path, *, as_json: bool) -> None:
    async with opened(need_key=False) as database, database.sessions() as session:
        counts = await export_tables(session, path=path, now=database.clock.now(), zone=database.zone)
    if as_json:
        print_json({"path": str(path), "tables": counts})
        return
    for name, count in counts.items():
        typer.echo(f"{name}: {count}")
    typer.echo(f"Ditulis ke {path}. / Written to {path}.")


def _print_counts(result: ImportResult) -> None:
    for name, count in result.tables.items():
        typer.echo(
            f"{name}: {count.created} baru, {count.changed} berubah, {count.unchanged} tetap / "
            f"{count.created} new, {count.changed} changed, {count.unchanged} unchanged"
        )
    if result.is_dry_run:
        typer.echo("Uji coba: tidak ada yang disimpan. / Dry run: nothing was stored.")


def _done(result: ImportResult) -> dict[str, object]:
    tables = {
        name: {
            "rows": count.rows,
            "created": count.created,
            "changed": count.changed,
            "unchanged": count.unchanged,
        }
        for name, count in result.tables.items()
    }
    return {"ok": True, "dry_run": result.is_dry_run, "tables": tables, "errors": []}


def _refused(refusal: ImportRefused, dry_run: bool) -> dict[str, object]:
    errors = [_problem(problem) for problem in refusal.problems]
    return {"ok": False, "dry_run": dry_run, "tables": {}, "errors": errors}


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.spot.file,
        "row": problem.spot.row,
        "column": problem.spot.column,
        "reason": problem.indonesian,
        "reason_en": problem.english,
    }
