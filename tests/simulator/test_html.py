"""HTML and MarkdownV2: entities in UTF-16, errors with byte offsets."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.refusals import Refused
from bot.simulator.text import caption, formatted, message_text
from tests.simulator.conftest import SRI

SRI_USER = {"id": SRI, "is_bot": False, "first_name": "Sri"}


def known(user_id: int) -> dict[str, Any] | None:
    return SRI_USER if user_id == SRI else None


def read(source: str, mode: str = "HTML") -> tuple[str, list[tuple[Any, ...]]]:
    """Text, and each entity as type, offset, length and whatever else it says."""
    text, entities = formatted(source, mode, None, known)
    return text, [(e["type"], e["offset"], e["length"], *[v for k, v in e.items() if k not in KEYS]) for e in entities]


KEYS = {"type", "offset", "length"}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b><STRONG>b</STRONG>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("😀<i>x</i>", "😀x", [("italic", 2, 1)]),
        ("<u>x</u><s>y</s>", "xy", [("underline", 0, 1), ("strikethrough", 1, 1)]),
        ("<tg-spoiler>x</tg-spoiler><span class='tg-spoiler'>y</span>", "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<code>a@bcdef</code>", "a@bcdef", [("code", 0, 7)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
        ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://sigap.example/a?b=1&amp;c=2">x</a>', "x", [("text_link", 0, 1, "https://sigap.example/a?b=1&c=2")]),
        ('<a href="tg://user?id=1001">Sri</a>', "Sri", [("text_mention", 0, 3, SRI_USER)]),
        ('<a href="tg://user?id=4242">Entah</a>', "Entah", []),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<a href="">x</a>', "x", []),
        ("&lt;&gt;&amp;&quot;&#39;&#x1F600;&nbsp;", "<>&\"'😀&nbsp;", []),
        ("<b></b>kosong", "kosong", []),
        ("  <b>x</b>  \n", "x", [("bold", 0, 1)]),
        ("x <b> y </b>", "x  y", [("bold", 2, 2)]),
        ("<b>Kab. <i>A & B</i></b>", "Kab. A & B", [("bold", 0, 10), ("italic", 5, 5)]),
        ("/status@sigap_bot @sri_wahyuni sigap.go.id", "/status@sigap_bot @sri_wahyuni sigap.go.id",
         [("bot_command", 0, 17), ("mention", 18, 12), ("url", 31, 11)]),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    assert read(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("1 < 2 atau 3 > 2", 'Unsupported start tag "" at byte offset 2'),
        ("baris<br>baru", 'Unsupported start tag "br" at byte offset 5'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ('<span class="besar">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_cannot_be_parsed_is_told_with_its_byte_offset(source: str, error: str) -> None:
    with pytest.raises(Refused) as refused:
        read(source)
    assert refused.value.text == "can't parse entities: " + error


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*tebal* _miring_ __garis__ ~coret~ ||rahasia||", "tebal miring garis coret rahasia",
         [("bold", 0, 5), ("italic", 6, 6), ("underline", 13, 5), ("strikethrough", 19, 5), ("spoiler", 25, 7)]),
        ("`kode` \\. ```py\nx```", "kode . x", [("code", 0, 4), ("pre", 7, 1, "py")]),
        ("[tautan](https://sigap.example/)", "tautan", [("text_link", 0, 6, "https://sigap.example/")]),
        (">kutipan\n>dua\nbiasa", "kutipan\ndua\nbiasa", [("blockquote", 0, 11)]),
        (">satu\n**>dua\n>tiga||", "satu\ndua\ntiga", [("blockquote", 0, 4), ("expandable_blockquote", 5, 8)]),
        (">||rahasia||", "rahasia", [("blockquote", 0, 7), ("spoiler", 0, 7)]),
    ],
)  # fmt: skip
def test_markdown_v2_becomes_text_and_entities(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    assert read(source, "MarkdownV2") == (text, entities)


def test_old_markdown_knows_its_few_marks() -> None:
    assert read("*tebal* _x_ `y` [z](https://sigap.example/)", "Markdown") == (
        "tebal x y z",
        [("bold", 0, 5), ("italic", 6, 1), ("code", 8, 1), ("text_link", 10, 1, "https://sigap.example/")],
    )


def test_length_counts_code_points_after_parsing() -> None:
    assert len(message_text("<b>" + "😀" * 4096 + "</b>", "HTML", None, known)["text"]) == 4096
    with pytest.raises(Refused, match="message is too long"):
        message_text("<b>" + "😀" * 4097 + "</b>", "HTML", None, known)
    assert len(caption("x" * 1024, None, None, known)["caption"]) == 1024


def test_control_characters_become_blanks() -> None:
    assert message_text("a\x00b\x07c\nd", None, None, known)["text"] == "a b c\nd"


def test_given_entities_are_kept_and_completed() -> None:
    given = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "text_mention", "offset": 0, "length": 4, "user": SRI_USER},
    ]
    content = message_text("Halo /bantuan", None, given, known)
    assert [entity["type"] for entity in content["entities"]] == ["text_mention", "bold", "bot_command"]
