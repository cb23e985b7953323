"""From paths to raw tables: CSV files, folders of them, workbooks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.services.tables.files.csv_files import IS_EMPTY, read_csv
from bot.services.tables.files.raw import RawTable
from bot.services.tables.files.workbooks import read_workbook
from bot.services.tables.limits import MIB, Limits
from bot.services.tables.problems import BadFile, Findings, Reason, Spot

CSV, XLSX = ".csv", ".xlsx"
OTHER_SPREADSHEETS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".numbers"})
"""In a folder these are refused by name, since someone surely meant them; other files are left alone."""

MISSING = Reason("berkas atau folder ini tidak ada.", "there is no such file or folder.")
OTHER_KIND = Reason(
    "hanya CSV, XLSX, atau folder berisi keduanya yang dapat diimpor.",
    "only CSV, XLSX, or a folder of them can be imported.",
)
NOTHING_INSIDE = Reason("tidak ada berkas CSV atau XLSX di dalamnya.", "there is no CSV or XLSX file in it.")
UNREADABLE = Reason("berkas ini tidak dapat dibaca.", "this file cannot be read.")


def read_sources(paths: Sequence[Path], limits: Limits, findings: Findings) -> list[RawTable]:
    """Read every table that the paths hold; what cannot be read is reported. Blocks: call it in a thread."""
    files = [file for path in paths for file in _files_of(path, findings)]
    names = Counter(file.name for file in files)
    tables: list[RawTable] = []
    for file in files:
        label = file.name if names[file.name] == 1 else str(file)
        try:
            tables += _tables_of(file, label, limits)
        except BadFile as problem:
            findings.add(Spot(label), problem.reason)
            findings.doubt_all(file.stem.lower())
        except OSError:
            findings.add(Spot(label), UNREADABLE)
    return tables


def _files_of(path: Path, findings: Findings) -> Iterator[Path]:
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if file.is_file() and not file.name.startswith((".", "~$"))]
        wanted = [file for file in files if file.suffix.lower() in {CSV, XLSX, *OTHER_SPREADSHEETS}]
        if not wanted:
            findings.add(Spot(path.name or str(path)), NOTHING_INSIDE)
        yield from wanted
    elif path.exists():
        yield path
    else:
        findings.add(Spot(str(path)), MISSING)


def _tables_of(file: Path, label: str, limits: Limits) -> list[RawTable]:
    kind = file.suffix.lower()
    if kind not in {CSV, XLSX}:
        raise BadFile(OTHER_KIND)
    if file.stat().st_size > limits.file_size:
        raise BadFile(_too_large(limits))
    content = file.read_bytes()
    if not content:
        raise BadFile(IS_EMPTY)
    if kind == XLSX:
        return read_workbook(content, label, limits)
    return [RawTable(label, file.stem, read_csv(content, limits))]


def _too_large(limits: Limits) -> Reason:
    size = limits.file_size // MIB
    return Reason(f"berkas ini lebih besar dari {size} MiB.", f"this file is larger than {size} MiB.")
