"""Sentences about oneself: they are taken for a command only where nothing else is said."""

import pytest

from bot.services.understanding.errands import Errand, find_errand


@pytest.mark.parametrize(
    ("said", "errand"),
    [
        ("ubah jam pengingat", Errand.SETTINGS),
        ("Tolong ganti bahasa ke Inggris dong", Errand.SETTINGS),
        ("cara ganti jam pengingat saya gimana?", Errand.SETTINGS),
        ("change language to english", Errand.SETTINGS),
        ("ganti jam pengingat jadi jam 9", Errand.SETTINGS),
        ("ubah jam pengingat ke pukul 08.30 wib", Errand.SETTINGS),
        ("change reminder time", Errand.SETTINGS),
        ("pengaturan", Errand.SETTINGS),
        ("STOP", Errand.STOP),
        ("berhenti ingatkan saya", Errand.STOP),
        ("mohon hentikan pengingat", Errand.STOP),
        ("unsubscribe me please", Errand.STOP),
        ("data saya", Errand.DATA),
        ("lihat data pribadi saya", Errand.DATA),
        ("hapus data saya", Errand.ERASE),
        ("hapus semua data saya!", Errand.ERASE),
        ("kebijakan privasi", Errand.PRIVACY),
        ("saya sudah pindah tugas", Errand.SEATS),
        ("jabatan saya", Errand.SEATS),
    ],
)
def test_a_sentence_about_oneself_does_what_its_command_does(said: str, errand: Errand) -> None:
    assert find_errand(said) is errand


@pytest.mark.parametrize(
    "said",
    [
        "",
        "data kami",
        "status",
        "stop temanggung",
        "jangan",
        "hapus laporan temanggung",
        "data dukung saya sudah lengkap",
        "ubah capaian temanggung menjadi 100",
        "bahasa apa yang dipakai di papua",
        "kapan pengingat dikirim",
        "stop " * 100,
    ],
)
def test_whatever_says_more_is_left_to_the_reading_of_questions(said: str) -> None:
    assert find_errand(said) is None
