"""CSV files: bytes to lines, with everything refused that is not UTF-8 text in cells."""

import csv
from io import StringIO

from bot.services.tables.files.raw import Line
from bot.services.tables.limits import Limits
from bot.services.tables.problems import BadFile, Reason

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ENCODING = (
    "simpan ulang sebagai CSV UTF-8.",
    "save it again as CSV UTF-8.",
)
IS_UTF_16 = Reason(f"berkas ini UTF-16; {ENCODING[0]}", f"this file is UTF-16; {ENCODING[1]}")
HAS_NUL = Reason("berkas ini berisi byte NUL, jadi bukan CSV.", "this file contains NUL bytes, so it is no CSV.")
IS_EMPTY = Reason("berkas ini kosong; baris kepala pun tidak ada.", "this file is empty, it lacks even a header.")


def read_csv(content: bytes, limits: Limits) -> list[Line]:
    """The lines of a CSV file, blank ones left out; raises BadFile.

    A byte order mark is accepted, and semicolons where the header has no comma, as spreadsheets set to
    Indonesian write them.
    """
    text = _decode(content)
    if not text.strip():
        raise BadFile(IS_EMPTY)
    header = text.lstrip().partition("\n")[0]
    delimiter = ";" if ";" in header and "," not in header else ","
    csv.field_size_limit(limits.file_size)
    lines: list[Line] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                lines.append((number, list(cells)))
    except csv.Error:
        raise BadFile(_badly_quoted(len(lines) + 1)) from None
    return lines


def _decode(content: bytes) -> str:
    if content.startswith(UTF_16):
        raise BadFile(IS_UTF_16)
    if b"\0" in content:
        raise BadFile(HAS_NUL)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(_not_utf_8(content[: error.start].count(b"\n") + 1)) from None


def _not_utf_8(line: int) -> Reason:
    return Reason(
        f"baris {line} bukan UTF-8 (mungkin Windows-1252); {ENCODING[0]}",
        f"line {line} is not UTF-8 (perhaps Windows-1252); {ENCODING[1]}",
    )


def _badly_quoted(line: int) -> Reason:
    return Reason(
        f'tanda kutip mulai baris {line} tidak berpasangan; tulis tanda kutip di dalam sel sebagai "".',
        f'the quotes from row {line} on do not pair; write a quote inside a cell as "".',
    )
