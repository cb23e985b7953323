"""The report of delivery: texts only, no names, and a file that an office program opens."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.domain.agencies import AgencyRef
from bot.domain.disclosure import GroupScope
from bot.domain.roles import AgencyKind, Role
from bot.services.announcement_reports import Report, ReportRow
from bot.texts.catalog import Texts
from bot.views.announcement_report import render_report, sheets_of
from db.models import Announcement, OutboxState
from db.queries.groups import BindingRef
from tests.reminder_world import H_7, WIB

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example")', "\t=1", "\r=1")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TEXTS = Texts()


def report(title: str = "=1+1", options: tuple[str, ...] = ("=2+2", "Tidak")) -> Report:
    """A person of two seats, and a group whose title its members chose."""
    java = AgencyRef(33, "33", AgencyKind.PROVINCE, "Jawa Tengah", None, "Asia/Jakarta")
    temanggung = AgencyRef(3323, "33.23", AgencyKind.REGENCY, "Temanggung", 33, "Asia/Jakarta")
    group = BindingRef(1, 9, -500, None, GroupScope(), "id", 8, title)
    read_at = H_7 + timedelta(hours=2)
    seat = ReportRow(
        (temanggung,),
        (Role.INSPECTORATE, Role.PUBLIC_RELATIONS),
        None,
        OutboxState.SENT,
        "",
        H_7,
        read_at,
        0,
        "R-AAAAAAA2",
    )
    room = ReportRow((), (), group, OutboxState.FAILED, "no_rights", None, None, None, "R-AAAAAAA3")
    made = Announcement(id=7, reference="R-AAAAAAAA", text="Setuju?", options=list(options), created_at=H_7)
    return Report(made, (seat, room), {java: {0: 1}, None: {1: 2}}, readers=3)


def test_the_report_has_a_line_for_each_recipient_and_sums_by_province() -> None:
    sheets = sheets_of(report(), TEXTS, "id", zone=WIB)
    assert list(sheets) == ["Penerima", "Jawaban"]
    assert [list(line) for line in sheets["Penerima"][1]] == [
        [
            "33.23",
            "Kabupaten Temanggung",
            "Inspektorat; Humas",
            "",
            "terkirim",
            "",
            "2026-07-22T08:00:00+07:00",
            "2026-07-22T10:00:00+07:00",
            "=2+2",
            "R-AAAAAAA2",
        ],
        ["", "", "", "=1+1", "tidak terkirim", "no_rights", "", "", "", "R-AAAAAAA3"],
    ]
    assert [list(line) for line in sheets["Jawaban"][1]] == [
        ["Jawa Tengah", "1", "0"],
        ["Kementerian/lembaga", "0", "2"],
        ["Seluruhnya", "1", "2"],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula_whatever_people_wrote(text: str) -> None:
    message = render_report(report(text, (text, "Tidak")), TEXTS, "id", now=H_7, zone=WIB)
    assert message.attachment is not None
    with ZipFile(BytesIO(message.attachment.content)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    cells = [cell for sheet in sheets for cell in re.findall(r"<c [^>]*>", sheet)]
    assert len(cells) > 20
    assert [cell for cell in cells if 't="inlineStr"' not in cell] == []
    assert [sheet for sheet in sheets if "<f>" in sheet] == []


@pytest.mark.skipif(
    OFFICE is None and not os.environ.get("SIGAP_REQUIRE_OFFICE"), reason="LibreOffice is not installed here"
)
def test_libreoffice_opens_the_report_and_reads_what_was_written(tmp_path: Path) -> None:
    assert OFFICE is not None, "SIGAP_REQUIRE_OFFICE is set, and there is no LibreOffice"
    message = render_report(report(), TEXTS, "id", now=H_7, zone=WIB)
    assert message.attachment is not None
    (tmp_path / message.attachment.name).write_bytes(message.attachment.content)
    command = [
        OFFICE,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / message.attachment.name),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    (converted,) = (tmp_path / "out").glob("*.csv")
    with converted.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    header, rows = sheets_of(report(), TEXTS, "id", zone=WIB)["Penerima"]
    assert [[cell.removeprefix("'") for cell in line] for line in lines] == [list(header), *map(list, rows)]
