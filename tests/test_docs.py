"""What the documents promise is what the program does."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from bot.__main__ import app
from bot.config import Settings
from bot.views.menus import GROUP_ADMIN_MENU, GROUP_MENU, PROFILES, STRANGER_MENU, profile_of
from handlers import COMMANDS, GROUP_COMMANDS

ROOT = Path(__file__).parent.parent


class AskedNames(Mapping[str, str]):
    """An empty environment that remembers which variables were asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _explained_variables() -> dict[str, str]:
    """Each variable of .env.example with the comment on the line above it."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    assigned = [(line.lstrip("#").partition("=")[0], before) for before, line in pairwise(lines) if "=" in line]
    return {name: before for name, before in assigned if name.isupper() and " " not in name}


def test_the_example_explains_exactly_the_variables_that_are_read() -> None:
    asked = AskedNames()
    Settings.from_env(asked)
    assert set(_explained_variables()) == asked.names


def test_each_variable_of_the_example_has_one_line_of_explanation() -> None:
    for name, explanation in _explained_variables().items():
        assert explanation.startswith("# "), name


def test_the_example_as_it_stands_holds_the_defaults() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if not line.startswith("# ") and "=" in line)
    shown = {
        name.lstrip("#"): value for name, value in given.items() if not name.endswith("_FILE") and name.startswith("#")
    }
    assert Settings.from_env(shown) == Settings()


def test_the_readme_names_every_command_and_no_other() -> None:
    registered = {command.name for command in app.registered_commands}
    promised = set(re.findall(r"^\| `sigap ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert promised == registered


def test_the_readme_names_every_command_of_the_chat() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for names, _ in (*COMMANDS, *GROUP_COMMANDS) for name in names if f"/{name}" not in readme] == []


def test_a_menu_shows_at_most_eight_commands_and_only_those_that_exist() -> None:
    handled = {name for names, _ in (*COMMANDS, *GROUP_COMMANDS) for name in names}
    everything = profile_of(list(PROFILES)).menu
    of_roles = [profile.menu for profile in PROFILES.values()]
    for menu in (STRANGER_MENU, GROUP_MENU, GROUP_ADMIN_MENU, everything, *of_roles):
        assert len(menu) <= 8
        assert {name for name, _ in menu} <= handled


def test_the_readme_names_every_variable() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    names = {name.removesuffix("_FILE") for name in _explained_variables()}
    assert [name for name in names if f"`{name}`" not in readme] == []


def test_every_page_that_a_document_points_to_exists() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        text = page.read_text("utf-8")
        for target in re.findall(r"\]\(((?!http)[^)#]+)\)", text) + re.findall(r"`(docs/[\w/.-]+\.(?:md|png))`", text):
            assert (page.parent / target).exists() or (ROOT / target).exists(), f"{page.name}: {target}"
