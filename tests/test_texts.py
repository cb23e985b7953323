"""Texts: both languages are complete, with the same tags and places, and no sentence hides outside."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from bot.texts.catalog import LANGUAGES, SOURCE, Texts
from bot.texts.extraction import extract, read

TRANSLATIONS = [language for language in LANGUAGES if language != SOURCE]
ROOT = Path(__file__).parent.parent
TAG, PLACE = re.compile(r"</?[a-z-]+"), re.compile(r"%\(\w+\)s")


def forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]


def said(language: str) -> list[Message]:
    return [message for message in read(language) if message.id]


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_sentence_is_translated_and_none_is_stale(language: str) -> None:
    translated = {str(message.id): message for message in said(language)}
    spoken = {str(message.id) for message in extract() if message.id}
    assert set(translated) == spoken
    assert [key for key, message in translated.items() if message.fuzzy or not all(forms(message.string))] == []


def test_every_label_is_found_by_the_extraction() -> None:
    """One inside of an f-string is not, and would stay Indonesian in every language."""
    spoken = {forms(message.id)[0] for message in extract() if message.id}
    labels = {
        str(node.args[0].value)
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "msg"
        and isinstance(node.args[0], ast.Constant)
    }
    assert labels - spoken == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_keeps_places_and_tags(language: str) -> None:
    for message in said(language):
        source = forms(message.id)[-1]
        for form in forms(message.string):
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(source)), source
            assert set(PLACE.findall(form)) == set(PLACE.findall(source)), source


def test_the_tone_is_formal() -> None:
    """No exclamation marks, never "kamu" (experience: tone)."""
    spoken = [form for message in extract() if message.id for form in forms(message.id)]
    assert len(spoken) > 300
    informal = re.compile(r"!|\b(kamu|kalian|upload|deadline)\b", re.IGNORECASE)
    assert [form for form in spoken if informal.search(PLACE.sub("", form))] == []


def test_no_sentence_hides_in_handlers_or_scheduler() -> None:
    found = [
        f"{path.name}:{node.lineno} {node.value!r}"
        for folder in ("handlers", "scheduler")
        for path in (ROOT / folder).glob("*.py")
        for node in _strings(path)
        if len(str(node.value).split()) > 2 and str(node.value)[0].isupper()
    ]
    assert found == []


def test_english_is_said_to_english_clients() -> None:
    texts = Texts()
    assert "not registered" in texts.render("stranger", "en")
    assert "belum terdaftar" in texts.render("stranger", "id")
    assert texts.label("Bantuan", "en") == "Help"


def _strings(path: Path) -> list[ast.Constant]:
    """String constants that are no docstrings and no names of log events or errors."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    asserts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Assert) for part in ast.walk(node)}
    lone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | asserts | lone
    ]
