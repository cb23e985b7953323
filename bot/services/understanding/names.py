"""Text as it is compared: one alphabet, one case, words apart; names glued together."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_TEXT = 1_000
"""Only so many characters of a message are read; what is asked stands at its beginning."""

MOST_WORDS = 120
"""Only so many words of a message are read."""

_INVISIBLE = {"Mn", "Me", "Cf", "Cs"}
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`ʼ´](?=\w)")
_PERCENT = re.compile(r"(?<=\d)\s?%|(?<=\s)%(?=[\s?.!]|$)")
_MINISTRIES = re.compile(r"\bk\s?/\s?l\b", re.IGNORECASE)
_STRETCHED = re.compile(r"([a-hj-km-z])\1{2,}|(?<=[a-hj-uyz])(?<!wulan)(?<!rtal)([il])\2{2,}")
"""A letter held down; i and l stay where they may be a Roman number: "iii", "viii", "twiii", "triwulaniii"."""

_DOTTED_DI = re.compile(r"\b[Dd]\.\s?[Ii]\.?\s?(?=[YyJj]og)|\bDI (?=[YJ]og[a-z])")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+", re.IGNORECASE)
_CODE = re.compile(
    r"<[^<>]{0,200}>|\{\s?\"\w+\"\s?:.{0,200}?\}|\{\{.{0,200}?\}\}|\$\{.{0,200}?\}|\.\./\S*"
    r"|['\"]?\s?;?\s?\b(?:drop|alter|truncate|create)\s+(?:table|database)\b.*"
    r"|['\"]?\s?;?\s?\bupdate\s+\w+\s+set\b.*|['\"]?\s?;?\s?\b(?:delete|select\b.{0,80}?)\s+from\b.*"
    r"|['\"]?\s?;?\s?\binsert\s+into\b.*|['\"]?\s?;?\s?\bunion\s+(?:all\s+)?select\b.*"
    r"|['\"]\s?\b(?:or|and)\b\s+['\"\d].*|\b(?:javascript|eval|exec|system|alert|print)\s?[:(].*"
    r"|\b(?:rm -rf|sudo|curl|wget|cat /|import os)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|previous|above|rules?|prompts?)\b.*"
    r"|\b(?:abaikan|lupakan|hiraukan)\b.{0,40}\b(?:instruksi|perintah|aturan|prompt)\b.*"
    r"|\b(?:you are now|act as|pretend (?:to be|you)|system prompt|jailbreak|developer mode)\b.*"
    r"|\b(?:kamu|anda) (?:sekarang )?adalah\b.*|\bberpura-?pura\b.*"
    r"|\b(?:jadikan|naikkan|set)\b.{0,40}\b(?:status|capaian|nilai|progres|skor)\b.{0,40}?\b\d+\s?(?:%|persen).*"
    r"|\b(?:ubah|set|jadikan|ganti|tandai)\b.{0,40}\b(?:status|capaian|verifikasi|nilai)\b.{0,40}\b(?:jadi|menjadi|to|=).*",
    re.IGNORECASE | re.DOTALL,
)
_SIGNS_OF_CODE = (
    *("<", "{", "../", "drop", "alter", "truncate", "create", "update", "delete", "select", "insert", "union"),
    *("' or", '" or', "'or", "' and", "script", "eval", "exec", "system", "alert", "print", "rm -rf", "sudo", "curl"),
    *("wget", "cat /", "import os"),
)
_SIGNS_OF_ORDERS = (
    *("ignore", "disregard", "forget", "abaikan", "lupakan", "hiraukan", "you are now", "act as", "pretend", "prompt"),
    *("jailbreak", "developer mode", "adalah", "berpura", "ubah", "set", "jadi", "ganti", "tandai", "naikkan"),
)
"""Without one of these the costly patterns have nothing to find."""

_TOKEN = re.compile(r"([^\W\d_]{3,})-\1(?![^\W_])|\d+(?:\.\d+)+|[^\W_]+")
_EMOJI = re.compile(r"[☀-➿⬀-⯿\U0001f000-\U0001faff]")


@dataclass(frozen=True)
class Token:
    """A word of a cleaned text and where it stands in it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Cleaned:
    """A text made comparable, and what was set aside on the way."""

    text: str
    has_address: bool
    has_emoji: bool
    has_question_mark: bool
    is_code: bool
    is_cut: bool


def clean(raw: str) -> Cleaned:
    """Make a message comparable: at most LONGEST_TEXT characters, small letters without marks.

    Addresses, program code and orders to a machine are cut out, so that nothing in them is taken for a question.
    """
    shown = _visible(unicodedata.normalize("NFKC", raw[:LONGEST_TEXT]))
    without = _ADDRESS.sub(" ", shown)
    said = "\n".join(_without_code(line) for line in without.split("\n"))  # code ends where its line ends
    dotted = _DOTTED_DI.sub("daerah istimewa ", said)
    return Cleaned(
        text=_comparable(dotted),
        has_address=without != shown,
        has_emoji=bool(_EMOJI.search(shown)),
        has_question_mark="?" in said,
        is_code=said != without,
        is_cut=len(raw) > LONGEST_TEXT,
    )


def _comparable(text: str) -> str:
    together = _MINISTRIES.sub("kl", _APOSTROPHE.sub("", _plain(text)))
    return _PERCENT.sub(" persen ", _STRETCHED.sub(r"\1\2", together))


def _without_code(line: str) -> str:
    small = line.lower()
    if any(sign in small for sign in _SIGNS_OF_CODE):
        line = _CODE.sub(" ", line)
    if any(sign in small for sign in _SIGNS_OF_ORDERS):
        line = _ORDER.sub(" ", line)
    return line


def _plain(text: str) -> str:
    """Small letters without accents."""
    return _visible(unicodedata.normalize("NFD", text.casefold()))


def _visible(text: str) -> str:
    if text.isascii():
        return text
    return "".join(character for character in text if not _is_invisible(character))


def _is_invisible(character: str) -> bool:
    return character > "~" and unicodedata.category(character) in _INVISIBLE


def split_words(text: str) -> list[Token]:
    """The words of a cleaned text, at most MOST_WORDS; "33.23" and "fak-fak" are one word each."""
    tokens = []
    for match in _TOKEN.finditer(text):
        tokens.append(Token(match[0].replace("-", ""), match.start(), match.end()))
        if len(tokens) == MOST_WORDS:
            break
    return tokens


def is_number(word: str) -> bool:
    """Whether a word is digits, perhaps with dots between."""
    return word.replace(".", "").isdigit()


def is_dotted_code(word: str) -> bool:
    """Whether a number is written like the code of a region: "33.23", in pairs of digits; "7.2" never is."""
    return "." in word and all(len(part) == 2 for part in word.split("."))


def words_of(name: str) -> list[str]:
    """The words of a name of the registry, comparable."""
    shown = _plain(unicodedata.normalize("NFKC", name[:LONGEST_TEXT]))
    return [token.text for token in split_words(_APOSTROPHE.sub("", shown))]
