"""The shape of the code: sizes, and rules that no linter knows."""

import ast
import re
from functools import cache
from pathlib import Path

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


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_no_file_outgrows_a_screen_or_two() -> None:
    lengths = {name(path): path.read_text("utf-8").count("\n") for path in SHIPPED}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_outgrows_a_screen() -> None:
    functions = [
        (f"{name(path)}: {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for path in SHIPPED
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [function for function in functions if function[1] > LONGEST_FUNCTION] == []


def test_every_module_with_code_says_what_it_is_for() -> None:
    assert [name(path) for path in SOURCES if tree_of(path).body and not ast.get_docstring(tree_of(path))] == []


def test_handlers_know_no_services_session_by_type() -> None:
    handlers = [path for path in SOURCES if path.parent.name == "handlers"]
    assert len(handlers) > 10
    assert [name(path) for path in handlers if "AsyncSession" in path.read_text("utf-8")] == []


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
