"""A desk of an operator: writes tables to files and imports them into a seeded database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter

from bot.services.registry import seed
from bot.services.tables import COMMAND_LINE, ImportRefused, ImportResult, Limits, export_tables, import_tables
from db.engine import Sessions

NOW = datetime(2026, 7, 13, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jakarta")

HEADERS = {
    "instansi": "kode,jenis,nama,kode_induk,zona_waktu,alias",
    "periode": "siklus,kode,nama,mulai,selesai,buka,batas_lapor,batas_publikasi",
    "aksi": "siklus,kode,fokus,judul,kode_induk",
    "penugasan": "siklus,kode_aksi,kode_instansi",
    "target": "siklus,kode_aksi,kode_instansi,kode_periode,target",
    "capaian": (
        "siklus,kode_aksi,kode_instansi,kode_periode,status_lapor,waktu_lapor,status_verifikasi,"
        "capaian_persen,kendala,sumber,per_tanggal"
    ),
    "focal_point": "kode_instansi,peran,nama,telegram_id",
    "publikasi": "siklus,kode_aksi,kode_instansi,kode_periode,tanggal,media,tautan",
    "hari_libur": "tanggal,nama,kode_wilayah",
}

Cell = str | int | float | bool


@dataclass
class Desk:
    """Files in a folder, and the database they go into."""

    sessions: Sessions
    folder: Path
    now: datetime = NOW

    def write(self, table: str, *lines: str) -> Path:
        """Write a CSV file with the header of the table and these lines."""
        return self.write_bytes(f"{table}.csv", "\n".join((HEADERS[table], *lines, "")).encode())

    def write_bytes(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def write_workbook(self, sheets: dict[str, list[list[Cell]]], name: str = "buku.xlsx") -> Path:
        """Write a workbook; texts that begin with "=" become formulas."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        with xlsxwriter.Workbook(str(path)) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return path

    async def take(self, *paths: Path, dry_run: bool = False, limits: Limits = COMMAND_LINE) -> ImportResult:
        """Import the paths, or else the whole folder."""
        async with self.sessions.begin() as session:
            return await import_tables(
                session,
                paths=paths or [self.folder],
                now=self.now,
                zone=ZONE,
                dry_run=dry_run,
                limits=limits,
            )

    async def refused(self, *paths: Path, limits: Limits = COMMAND_LINE) -> list[str]:
        """Import what must be refused, and return the problems as sentences."""
        try:
            await self.take(*paths, limits=limits)
        except ImportRefused as refusal:
            return [str(problem) for problem in refusal.problems]
        raise AssertionError("the import was not refused")

    async def export(self, path: Path) -> dict[str, int]:
        async with self.sessions() as session:
            return await export_tables(session, path=path, now=self.now, zone=ZONE)


async def open_desk(sessions: Sessions, folder: Path) -> Desk:
    """A desk over the shipped registry."""
    async with sessions.begin() as session:
        await seed(session, now=NOW)
    return Desk(sessions, folder)


def fill(desk: Desk) -> None:
    """Write every table, with rows that refer to each other and to the shipped registry."""
    desk.write(
        "instansi", "99,provinsi,Provinsi Contoh,,Asia/Makassar,Contoh|Cth", "9901,kabupaten,Kab. Uji,99,Asia/Makassar,"
    )
    desk.write(
        "periode",
        "2019-2020,B06,TW II,2019-04-01,2019-06-30,,2019-07-15,2019-07-31T12:00",
        "2031-2032,B03,TW I,2031-01-01,2031-03-31,2031-04-01,2031-04-15T23:59:00+07:00,",
    )
    desk.write(
        "aksi",
        "2031-2032,A1.1,,Sub-aksi pertama,A1",
        "2031-2032,A1,Keuangan Negara,Aksi pertama,",
        '2031-2032,A2,Keuangan Negara,"Aksi ""kedua"", lanjutan",',
    )
    desk.write("penugasan", "2019-2020,A2,33.23", "2019-2020,A7,3323", "2031-2032,A1.1,99.01", "2019-2020,A2,91.01")
    desk.write("target", "2019-2020,A2,33.23,B06,Data 10 izin dibuka", "2031-2032,A1.1,99.01,B03,'-1 baris")
    desk.write(
        "capaian",
        '2019-2020,A2,33.23,B06,lapor,2019-07-10T09:30,diverifikasi,"68,57",,jaga.id,2019-07-20',
        '2019-2020,A7,33.23,B06,kendala,,belum,,"Baris satu\nbaris dua",Inspektorat,2019-07-09',
        "2019-2020,A2,91.01,B06,lapor,2019-07-10T09:30:15+09:00,dikembalikan,0,,jaga.id,2019-07-20",
    )
    desk.write(
        "focal_point",
        "33.23,inspektorat,Sri Wahyuni,1001",
        "33.23,humas,Budi & Putra,",
        "33.23,diskominfo,,",
        "33,korwil,Sri Wahyuni,1001",
        "SETNAS,setnas_admin,,1003",
    )
    desk.write(
        "publikasi", "2019-2020,A2,33.23,B06,2019-07-25,Situs Pemkab,https://temanggungkab.go.id/berita?id=1&x=2"
    )
    desk.write("hari_libur", "2026-08-03,Hari jadi,33.23", "2026-08-04,Pemilihan,")
