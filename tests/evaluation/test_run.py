"""A whole measurement with small systems: what comes out of the command, in every form."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.clock import SEOUL
from assistant.commands.errors import UsageError
from assistant.commands.evaluate import evaluate
from assistant.evaluation.damage import damaged, means_another
from assistant.evaluation.datasets import DataSet, Line, Sets
from assistant.evaluation.page import page
from assistant.evaluation.plots import all_plots
from assistant.evaluation.run import Results, measure
from assistant.evaluation.show import as_json, markdown, readme_table
from assistant.evaluation.systems import Answer, resolved
from assistant.evaluation.tables import all_tables, headline
from assistant.korean.noise import Kind

NOW = datetime(2026, 3, 4, 10, 0)  # noqa: DTZ001 - sets are naive
DAY = {"start": "2026-03-05T00:00:00", "end": "2026-03-06T00:00:00"}
SETS = Sets(
    present=(
        DataSet(
            name="a",
            task="intents",
            lines=(
                Line(text="내일 부산 비 와?", intent="ask_weather"),
                Line(text="보일러 틀어줘", intent="out_of_scope"),
            ),
        ),
        DataSet(
            name="b",
            task="slots",
            lines=(
                Line(text="내일 비 와?", now=NOW, intent="ask_weather", slots={"time": DAY, "hazard": "fog"}),
            ),
        ),
        DataSet(
            name="c",
            task="times",
            lines=(Line(text="내일", now=NOW, start=datetime(2026, 3, 5), grain="day"),),  # noqa: DTZ001
        ),
        DataSet(name="d", task="outside", lines=(Line(text="배고파", intent="out_of_scope"),)),
    ),
    absent=("outside: e (nowhere)",),
)


class Parrot:
    """Says weather, tomorrow and rain to everything."""

    name = "parrot"
    tasks = frozenset({"intents", "slots"})

    async def answer(self, line: Line) -> Answer:
        return Answer(
            intent="ask_weather", confidence=0.8, slots={"time": DAY, "hazard": "heavy_rain"}, seconds=0.002
        )


def always_tomorrow(text: str, now: datetime) -> list[tuple[datetime, datetime | None]]:
    return [(datetime(2026, 3, 5), None)]  # noqa: DTZ001


@pytest.fixture(scope="module")
def results() -> Results:
    return asyncio.run(measure([Parrot()], [("clock", always_tomorrow)], SETS, levels=(1,), seed=3))


def test_everything_is_scored(results: Results) -> None:
    assert results.intents["parrot", "a", 0].accuracy == 0.5
    assert results.intents["parrot", "slots: b", 0].accuracy == 1.0
    assert results.slots["parrot", "b", 1].by_slot["time"].f1 == 1.0
    assert results.slots["parrot", "b", 0].by_slot["hazard"].f1 == 0.0
    assert results.times["clock", "c", 0].exact == 1.0
    small_talk = results.outside["parrot", "small talk"]
    assert (small_talk.inside, small_talk.outside, small_talk.travel) == (1, 1, 1.0)
    assert results.by_kind["parrot", "b", Kind.WAKE_WORD].by_slot["time"].f1 == 1.0
    assert results.latency["parrot"].p50 == pytest.approx(2.0)
    assert results.absent == SETS.absent


def test_tables_have_equal_rows(results: Results) -> None:
    tables = [*all_tables(results), headline(results)]
    assert {table.title for table in tables} >= {"Intents", "Out of scope", "Noise: what damage costs"}
    for table in tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert ("Intents, a: accuracy", "50.0 %", "–") in headline(results).rows


def test_markdown_is_a_table(results: Results) -> None:
    lines = markdown(headline(results)).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert "Not measured here: outside: e (nowhere)" in readme_table(results)


def test_json_and_page(results: Results) -> None:
    document = json.loads(json.dumps(as_json(results), ensure_ascii=False))
    assert document["slots"]["parrot | b | 0"]["f1"]["time"] == 1.0
    plots = all_plots(results)
    assert plots
    assert all(png.startswith(b"\x89PNG") for _, png in plots)
    results.notes.append("<script>")
    html = page(results, all_tables(results), plots, "today")
    assert html.count("data:image/png;base64,") == len(plots)
    assert "<script>" not in html
    assert "보일러 틀어줘" in html


def test_damage_is_repeatable_and_keeps_labels() -> None:
    data = SETS.of("slots")[0]
    assert damaged(data, 2, 5) == damaged(data, 2, 5)
    assert {damaged(data, 2, seed).lines[0].text for seed in range(20)} != {data.lines[0].text}
    assert damaged(data, 2, 5).lines[0].slots == data.lines[0].slots
    copies = damaged(data, 2, 5, copies=4).lines
    assert len(copies) == 4
    assert len({line.text for line in copies}) > 1


def test_damage_of_one_kind_leaves_out_lines_it_cannot_change() -> None:
    data = SETS.of("intents")[0]
    changed = damaged(data, 1, 0, kinds={Kind.PARTICLE})
    assert changed.lines == ()
    assert len(damaged(data, 1, 0, kinds={Kind.WAKE_WORD}).lines) == 2


@pytest.mark.parametrize(
    ("before", "after", "another"),
    [
        ("안산에서", "아산에서", True),
        ("강릉에서", "강능에서", False),
        ("고속", "거속", False),
        ("오눌", "오늘", False),
        ("어제", "오늘", True),
    ],
)
def test_another_meaning_is_noticed(before: str, after: str, another: bool) -> None:
    assert means_another(before, after) is another


def test_stock_entities_become_slots() -> None:
    entities = [
        {"entity": "place", "role": "origin", "value": "서울"},
        {"entity": "place", "value": "부산"},
        {"entity": "time", "value": "내일"},
        {"entity": "mode", "value": "KTX"},
        {"entity": "hazard", "value": "아무말"},
    ]
    slots = resolved(entities, NOW.replace(tzinfo=SEOUL))
    assert slots["origin"]["name"] == "서울특별시"
    assert slots["place"]["name"] == "부산광역시"
    assert slots["time"]["start"].startswith("2026-03-05T00:00")
    assert slots["mode"] == "train"
    assert "hazard" not in slots


@pytest.fixture
def command() -> typer.Typer:
    app = typer.Typer()
    app.command()(evaluate)
    return app


def test_the_command_measures_a_users_file(command: typer.Typer, tmp_path: Path) -> None:
    times = tmp_path / "mine.jsonl"
    row = {"text": "내일", "now": "2026-03-04T10:00:00", "start": "2026-03-05T00:00:00", "grain": "day"}
    times.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    arguments = ["--no-model", "--times", str(times), "--out", str(tmp_path / "out"), "--markdown", "-"]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0, done.output
    assert "| Times, mine: exact |" in done.output
    assert "100.0 %" in done.output
    assert (tmp_path / "out" / "report.html").is_file()
    assert json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["times"]


def test_the_command_says_what_is_wrong(command: typer.Typer, tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--no-model", "--slots", str(tmp_path / "none.jsonl")])
    assert isinstance(done.exception, UsageError)
    assert "none.jsonl" in str(done.exception)
