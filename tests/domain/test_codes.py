"""The secret of an invitation as people type it."""

import pytest

from bot.domain.codes import find_code, grouped, hash_code, new_code

CODE = "ABCDEFGHIJKLMNOPQRSTUVWX2A"


def test_a_code_holds_128_bits_in_26_characters_and_never_comes_twice() -> None:
    made = {new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(find_code(code) == code for code in made)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        grouped(CODE),
        grouped(CODE).lower(),
        grouped(CODE).replace("-", "–"),
        f"  {grouped(CODE)}. ",
        f"kode saya: {grouped(CODE)}, mohon dibantu",
        f"https://t.me/sigap_bot?start={CODE}",
        f"Silakan buka https://t.me/sigap_bot?start={CODE} atau tidak",
        CODE.replace("O", "0").replace("I", "1").replace("B", "8"),
        f"\u200b{CODE}\u2060",
    ],
)
def test_a_code_is_recognised_however_it_is_typed(text: str) -> None:
    assert find_code(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status kab temanggung tw 2",
        "status kabupaten temanggung x",
        CODE[:-1],
        CODE + "A",
        "ABCDEFGHIJKLMNOPQRSTUVWX9A",
        "x" * 10_000,
        "https://t.me/sigap_bot?start=menu",
        "status\n" + CODE[:13] + " " + CODE[13:],
    ],
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert find_code(text) is None


def test_what_is_stored_of_a_code_does_not_hold_it() -> None:
    assert len(hash_code(CODE)) == 64
    assert CODE not in hash_code(CODE).upper()
