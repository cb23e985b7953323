"""Those who look after many agencies, and politeness: what they are answered without naming an agency."""

from __future__ import annotations

from pathlib import Path

from bot.services.tables import import_tables
from tests.cast import BAYU, MONDAY, RATNA, SRI, YOSEF
from tests.stage import Stage

OWN_CYCLE = {
    "periode": "siklus,kode,nama,mulai,selesai,buka,batas_lapor,batas_publikasi\n"
    "2027-2028,B06,TW II,2027-04-01,2027-06-30,,2027-07-30,\n",
    "aksi": "siklus,kode,fokus,judul,kode_induk\n2027-2028,X1,Uji,Judul sendiri,\n",
    "penugasan": "siklus,kode_aksi,kode_instansi\n2027-2028,X1,11.01\n",
}


async def test_setnas_asking_for_a_status_sees_who_is_incomplete(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    for question in ("/status", "status"):
        assert (await ratna.says(question)).startswith(
            "Belum lengkap · TW VI (B18)\n1 April 2026 – 30 Juni 2026\nLengkap: 0 dari 49"
        )
    assert (await ratna.says("status tw 5")).startswith("Belum lengkap · TW V (B15)")


async def test_who_is_incomplete_can_be_asked_of_one_region_over_all_its_pages(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    for question in ("siapa yang belum lapor di jawa tengah", "/belum jateng"):
        text = await ratna.says(question)
        assert text.startswith("Belum lengkap · TW VI (B18) · Provinsi Jawa Tengah\n")
        assert "\nLengkap: 0 dari 36 instansi" in text
    text = await ratna.taps("2/5")
    assert text.startswith("Belum lengkap · TW VI (B18) · Provinsi Jawa Tengah")
    assert "Kota Jayapura" not in await ratna.taps("3/5")


async def test_a_region_shows_only_what_the_asker_may_see(stage: Stage) -> None:
    text = await stage.actor(SRI).says("/belum jateng")
    assert "Lengkap: 0 dari 1 instansi" in text
    yosef = stage.actor(YOSEF)
    assert "hanya untuk instansi terkait" in await yosef.says("/belum jateng")
    assert (await yosef.taps("Provinsi Jawa Tengah")).startswith("Rekap Provinsi Jawa Tengah")


async def test_the_deadlines_of_another_agency_follow_the_command(stage: Stage) -> None:
    assert (await stage.actor(SRI).says("/tenggat kota jayapura")).startswith("Batas waktu · Kota Jayapura")


async def test_thanks_are_answered_as_such(stage: Stage) -> None:
    sri = stage.actor(SRI)
    assert await sri.says("terima kasih banyak") == "Sama-sama, Bapak/Ibu."
    assert (await sri.says("halo")).startswith("Salam, Bapak/Ibu.")


async def test_a_code_means_the_cycle_in_which_the_agency_takes_part(stage: Stage, tmp_path: Path) -> None:
    for name, text in OWN_CYCLE.items():
        (tmp_path / f"{name}.csv").write_text(text)
    paths = [tmp_path / f"{name}.csv" for name in OWN_CYCLE]
    assert stage.running is not None
    async with stage.sessions.begin() as session:
        await import_tables(session, paths=paths, now=MONDAY, zone=stage.running.deps.zone)
    sri = stage.actor(SRI)
    assert "1 April 2027" in await sri.says("status kab aceh selatan b06")
    assert "1 April 2025" in await sri.says("status temanggung b06")


async def test_humas_is_greeted_with_the_publications_owed_counted_once_for_two_seats(stage: Stage) -> None:
    bayu, ratna = stage.actor(BAYU), stage.actor(RATNA)
    assert "2 capaian terverifikasi belum dipublikasikan." in await bayu.says("/start")
    assert "kewajiban" not in bayu.last
    await ratna.says("undang kab temanggung")
    await ratna.taps("Diskominfo")
    assert "2 capaian terverifikasi belum dipublikasikan." in await bayu.says(
        "/start " + ratna.links()[-1].split("=")[1]
    )


async def test_setnas_is_greeted_with_what_an_administrator_does(stage: Stage) -> None:
    ratna = stage.actor(RATNA)
    await ratna.says("/start")
    assert ratna.buttons[1:] == [
        "Belum lengkap",
        "Undang focal point",
        "Atur jam pengingat",
        "Bantuan",
        "Bukan saya",
    ]
    assert (await ratna.taps("Belum lengkap")).startswith("Belum lengkap · TW VI (B18)")


async def test_who_has_seats_in_two_agencies_is_asked_which_one(stage: Stage) -> None:
    sri, ratna = stage.actor(SRI), stage.actor(RATNA)
    await ratna.says("undang kota semarang humas")
    await ratna.taps("Humas")
    await sri.says("/start " + ratna.links()[-1].split("=")[1])
    assert await sri.says("/status") == "Jabatan Bapak/Ibu ada di beberapa instansi. Mana yang dimaksud?"
    assert sri.buttons == ["Kabupaten Temanggung", "Kota Semarang"]
