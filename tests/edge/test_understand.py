"""`sigap understand`: the reading of a message, outside of any chat."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.opening import command_group
from bot.cli.understand import understand
from tests.services.test_understanding_bars import MESSAGES

app = command_group("Sigap")
app.command("understand")(understand)
app.callback()(lambda: None)


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_one_message_is_one_document(place: Path, runner: CliRunner) -> None:
    found = runner.invoke(app, ["understand", "progres aksi 7.2 kab temangung B06", "--json"])
    document = json.loads(found.stdout)
    said = {"intent": "status", "agencies": ["33.23"], "choices": [], "period": "B06", "action": "7.2"}
    assert document.items() >= said.items()
    assert document["names"] == [{"words": "temangung", "how": "misspelt", "agencies": ["33.23"]}]
    for reason in ("ejaan diperbaiki", '"b06" = TW II (B06)', "dihitung dari awal siklus", "aksi 7.2"):
        assert reason in document["why"]


def test_what_is_not_known_and_what_else_is_asked_is_in_the_document(place: Path, runner: CliRunner) -> None:
    lines = (
        "status temanggung tw 9\nsdh lapor blm mgl\nbandingkan sleman dan bantul tw 2 dan tw 5\n"
        "rekap jateng\ngrafik lebak\nubah jam pengingat\ndata 7.2 salah\n"
    )
    found = runner.invoke(app, ["understand", "-", "--on", "2020-07-20", "--json"], input=lines)
    nine, strange, both, recap, chart, errand, wrong = json.loads(found.stdout)
    assert (nine["period"], nine["unknown_period"]) == (None, "tw 9")
    assert (strange["agencies"], strange["unknown_name"]) == ([], "mgl")
    assert "mgl" in strange["why"]
    assert (both["asks"], both["period"], both["other"], both["periods"]) == (
        *(["comparison"], "B06", None, ["B06", "B15"]),
    )
    assert (recap["breadth"], recap["asks"]) == ("region", ["recap"])
    assert chart["asks"] == ["trend", "chart"]
    assert errand["errand"] == "atur"
    assert (wrong["topic"], wrong["action"], wrong["asks"]) == ("mistake", "7.2", ["own"])


def test_standard_input_is_a_list_in_the_order_of_the_lines(place: Path, runner: CliRunner) -> None:
    lines = "magelang\r\nmakasih\n\n\xff\xfe\u2028\nkab lebak".encode("latin-1", errors="replace")
    found = runner.invoke(app, ["understand", "-", "--json"], input=lines)
    documents = json.loads(found.stdout)
    assert [document["intent"] for document in documents] == ["status", "greet", "none", "none", "status"]
    assert (documents[0]["choices"], documents[4]["agencies"]) == (["33.08", "33.71"], ["36.02"])


def test_no_lines_are_an_empty_list(place: Path, runner: CliRunner) -> None:
    assert json.loads(runner.invoke(app, ["understand", "-", "--json"], input="").stdout) == []


def test_a_day_decides_names_codes_and_periods(place: Path, runner: CliRunner) -> None:
    for day, code, period in (("2020-07-20", "91.12", "B18"), ("2026-07-20", "95.02", "B18")):
        arguments = ["understand", "kab pegunungan bintang tw 2", "--on", day, "--json"]
        document = json.loads(runner.invoke(app, arguments).stdout)
        assert (document["agencies"], document["period"]) == ([code], period)


def test_without_a_day_the_codes_are_those_of_the_list_of_2020(place: Path, runner: CliRunner) -> None:
    lines = "kab pegunungan bintang\nkab merauke, papua\npemprov papua tengah\n"
    documents = json.loads(runner.invoke(app, ["understand", "-", "--json"], input=lines).stdout)
    assert [document["agencies"] for document in documents] == [["91.12"], ["91.01"], ["94"]]


def test_messages_are_read_today_as_they_were_in_2020(place: Path, runner: CliRunner) -> None:
    typed = "\n".join(text for text, *_ in MESSAGES)
    documents = json.loads(runner.invoke(app, ["understand", "-", "--json"], input=typed).stdout)
    right = [
        document["intent"] == intent
        and set(meant.split(",")) - {"-", "ASK"} <= {*document["agencies"], *document["choices"]}
        for document, (_, intent, meant, _) in zip(documents, MESSAGES, strict=True)
    ]
    assert sum(right) >= 0.97 * len(MESSAGES)


def test_a_former_code_still_leads_to_its_agency(place: Path, runner: CliRunner) -> None:
    arguments = ["understand", "status 91.12", "--on", "2026-07-20", "--json"]
    assert json.loads(runner.invoke(app, arguments).stdout)["agencies"] == ["95.02"]


def test_people_are_shown_names_and_what_is_unknown(place: Path, runner: CliRunner) -> None:
    shown = runner.invoke(app, ["understand", "kab wonokromo tw 9", "--on", "2020-07-20"]).stdout
    assert "wonokromo, tw 9" in shown
    assert "Kabupaten Temanggung (33.23)" in runner.invoke(app, ["understand", "temanggung"]).stdout


def test_a_day_that_is_none_is_a_usage_error(place: Path, runner: CliRunner) -> None:
    assert runner.invoke(app, ["understand", "x", "--on", "kemarin"]).exit_code == 2
