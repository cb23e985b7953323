"""Every refusal is provoked once, answered in its own words, and told in docs/simulator.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.simulator.core import Simulator
from bot.simulator.methods import METHODS
from bot.simulator.refusals import RULES
from tests.simulator import test_wire
from tests.simulator.conftest import Caller
from tests.simulator.provocations import PLAYED_BY_FRONTS, PROVOCATIONS

DOCS = Path(__file__).parents[2] / "docs" / "simulator.md"


@pytest.mark.parametrize("rule", sorted(PROVOCATIONS))
def test_each_rule_is_refused_in_its_own_words(rule: str, call: Caller, simulator: Simulator) -> None:
    PROVOCATIONS[rule](call, simulator)
    refused = simulator.journal.calls[-1]
    wording = re.sub(r"\\{\w+\\}", ".*", re.escape(RULES[rule].text[1:]))
    assert (refused.rule, refused.status) == (rule, RULES[rule].code)
    assert re.search(wording + "$", str(refused.answer["description"]))


def test_no_rule_is_without_a_test() -> None:
    assert set(RULES) == set(PROVOCATIONS) | set(PLAYED_BY_FRONTS)
    assert all(hasattr(test_wire, name) for name in PLAYED_BY_FRONTS.values())


def test_the_table_in_the_docs_is_the_table_in_the_code() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| \d+ \| `` (.*?) `` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == {name: rule.text for name, rule in RULES.items()}


def test_the_list_of_methods_in_the_docs_is_that_of_the_code() -> None:
    line = next(line for line in DOCS.read_text(encoding="utf-8").splitlines() if " of the 176 methods: " in line)
    assert line.split()[0] == str(len(METHODS))
    assert re.findall(r"`(\w+)`", line) == sorted(METHODS)


def test_a_text_of_our_own_says_so() -> None:
    own = {name: rule.text for name, rule in RULES.items() if rule.source == "S"}
    assert own
    assert {name: text for name, text in own.items() if not text.startswith("SIM:")} == {}
