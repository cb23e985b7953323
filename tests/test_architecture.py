"""The shape of the code: sizes, and rules that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "scheduler", "db")
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
EXCEPTIONS = {
    "db/migrations/versions/0001_first_schema.py": "the whole schema in one step",
}
"""Files that may be longer, each with its reason."""

SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SHIPPED = [path for path in SOURCES if str(path.relative_to(ROOT)) not in EXCEPTIONS]
TEXTS = [
    path
    for pattern in ("*.md", "docs/**/*.md", "*.toml", "Makefile", ".ci/**/*", ".env.example", "**/*.py")
    for path in ROOT.glob(pattern)
    if path.is_file() and ".venv" not in path.parts
]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_no_file_and_no_function_outgrows_a_screen_or_two(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST_FILE
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f"{node.name}: {_length(node)}" for node in functions if _length(node) > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_module_with_code_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree)


@pytest.mark.parametrize("path", [path for path in SOURCES if path.parent.name == "handlers"], ids=name)
def test_handlers_know_no_services_session_by_type(path: Path) -> None:
    assert "AsyncSession" not in path.read_text("utf-8")


def test_nothing_names_a_registry_or_a_path_of_a_machine() -> None:
    hosts = re.compile("|".join(("pypi" + r"\.org", "python" + r"hosted\.", "npmjs" + r"\.", "deb" + r"\.debian")))
    machine = re.compile(r"(?<![\w.])/(?:work|root|home)/")
    found = [
        f"{name(path)}: {line.strip()[:80]}"
        for path in TEXTS
        if path != Path(__file__)
        for line in path.read_text("utf-8", errors="replace").splitlines()
        if hosts.search(line) or machine.search(line)
    ]
    assert found == []


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
