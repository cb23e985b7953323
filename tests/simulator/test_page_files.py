"""The files of the chat page keep to their rules, which a strict content security policy would enforce late."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path("bot/simulator/page")
FILES = sorted(PAGE.iterdir())
MODULES = [file for file in FILES if file.suffix == ".js"]


def test_a_module_only_ever_writes_text() -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|cssText"
    assert len(MODULES) > 10
    assert [file.name for file in MODULES if re.search(forbidden, file.read_text())] == []


def test_a_file_stays_small() -> None:
    lengths = {file.name: len(file.read_text().splitlines()) for file in FILES}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_a_file_names_no_outside_address() -> None:
    known = {"http://www.w3.org/2000/svg"}
    addresses = {file.name: set(re.findall(r"\bhttps?://[^\s\"'`)$]+", file.read_text())) - known for file in FILES}
    assert {name: found for name, found in addresses.items() if found} == {}


def test_the_document_holds_no_script_and_no_style_of_its_own() -> None:
    document = (PAGE / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", document)


def test_every_imported_module_is_there() -> None:
    for file in MODULES:
        for name in re.findall(r'from "\./([\w.]+)"', file.read_text()):
            assert (PAGE / name).is_file(), f"{file.name} imports {name}"
