"""Workbooks before they are opened: is the archive sane, how far do its sheets reach, where are formulas.

A workbook of a few kilobytes can unpack to gigabytes, and one far cell makes a reader lay out millions of
empty ones. So sizes are taken from the directory, proven by unpacking, and the sheets are read as a stream.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from bot.services.tables.limits import MIB, Limits
from bot.services.tables.problems import BadFile, Reason

Attributes = dict[str, str]
OnElement = Callable[[str, Attributes], None]

CHUNK = MIB
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
SPARE_AREA, AREA_PER_CELL = 100_000, 20
"""How many empty places a sheet may have: a number of its own, and so many for each filled cell."""

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    LookupError,
    ValueError,
    RuntimeError,  # encrypted
    NotImplementedError,  # a kind of compression that no workbook uses
    StopIteration,
    EOFError,
    OSError,
)
NOT_A_WORKBOOK = Reason(
    "berkas ini bukan buku kerja XLSX yang utuh; simpan ulang dari aplikasi lembar kerja.",
    "this file is not an intact XLSX workbook; save it again from a spreadsheet program.",
)
TOO_MANY_MEMBERS = Reason("buku kerja ini berisi terlalu banyak bagian.", "this workbook has too many parts.")
BOMB = Reason(
    "isi buku kerja ini terlalu besar setelah dibuka; pecah menjadi beberapa berkas atau pakai CSV.",
    "this workbook is too large once unpacked; split it or use CSV.",
)
FAR_CELL = Reason(
    "ada sel terisi yang terlalu jauh dari tabelnya; hapus isi di luar tabel.",
    "a filled cell lies too far from the table; delete what is outside of it.",
)


@dataclass
class SheetScan:
    """What a look at a sheet tells without laying it out: filled cells, their reach, formulas."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)


def scan_workbook(content: bytes, limits: Limits) -> dict[str, SheetScan]:
    """Check an XLSX archive and scan its sheets, by name; raises BadFile."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_directory(archive, limits)
            scans = _scan_sheets(archive)
    except UNREADABLE:
        raise BadFile(NOT_A_WORKBOOK) from None
    for scan in scans.values():
        if scan.rows * scan.columns > SPARE_AREA + AREA_PER_CELL * scan.cells:
            raise BadFile(FAR_CELL)
    return scans


def _check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    if len(members) > limits.members:
        raise BadFile(TOO_MANY_MEMBERS)
    unzipped = sum(member.file_size for member in members)
    zipped = sum(member.compress_size for member in members)
    if unzipped > limits.unzipped_size or unzipped > limits.ratio * zipped:
        raise BadFile(BOMB)


def _scan_sheets(archive: zipfile.ZipFile) -> dict[str, SheetScan]:
    """Unpack every member, which proves its size and sum, and count the cells of sheets on the way."""
    sheets = _sheet_members(archive)
    scans = {name: SheetScan() for name in sheets.values()}
    for info in archive.infolist():
        name = sheets.get(info.filename)
        _unpack(archive, info, None if name is None else _counter(scans[name]))
    return scans


def _sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the sheets by the member that holds each."""
    ids: dict[str, str] = {}
    members: dict[str, str] = {}

    def on_sheet(kind: str, attributes: Attributes) -> None:
        if kind == "sheet":
            ids[next(value for key, value in attributes.items() if key.endswith(":id"))] = attributes["name"]

    def on_relation(kind: str, attributes: Attributes) -> None:
        if kind == "Relationship" and attributes["Id"] in ids:
            members[normpath(join("/xl", attributes["Target"])).lstrip("/")] = ids[attributes["Id"]]

    _unpack(archive, archive.getinfo("xl/workbook.xml"), on_sheet)
    _unpack(archive, archive.getinfo("xl/_rels/workbook.xml.rels"), on_relation)
    return members


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, on_element: OnElement | None) -> None:
    parser = _parser(on_element) if on_element else None
    with archive.open(info) as member:
        while chunk := member.read(CHUNK):
            if parser:
                parser.Parse(chunk, False)
    if parser:
        parser.Parse(b"", True)


def _parser(on_element: OnElement) -> XMLParserType:
    """A parser that hands on elements without their prefix; a document type, which no workbook has, is refused."""

    def on_document_type(*_: object) -> None:
        raise ValueError("document type")

    parser = ParserCreate()
    parser.StartElementHandler = lambda name, attributes: on_element(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = on_document_type
    return parser


def _counter(scan: SheetScan) -> OnElement:
    row = column = 0

    def on_element(kind: str, attributes: Attributes) -> None:
        nonlocal row, column
        if kind == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif kind == "c":
            place = REFERENCE.fullmatch(attributes.get("r", ""))
            column = _column_number(place[1]) if place else column + 1
        elif kind in {"v", "is"}:
            scan.cells, scan.rows, scan.columns = scan.cells + 1, max(scan.rows, row), max(scan.columns, column)
        elif kind == "f":
            scan.formulas.append((row, column - 1))

    return on_element


def _column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
